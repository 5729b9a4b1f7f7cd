package io.fairlead.validate.syntax;

import java.util.List;

/**
 * The written forms of IP addresses and address ranges, by Go's rules ({@code net/netip}), which Istio uses: no leading
 * zeros in IPv4, an optional zone in IPv6.
 */
public final class IpAddresses {
    private static final int MAX_LENGTH = 128;
    private static final int IPV6_GROUPS = 8;

    private IpAddresses() {}

    /** Whether the text is an IPv4 or IPv6 address, without brackets or port. */
    public static boolean isAddress(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        return text.indexOf(':') < 0 ? isIpv4(text) : isIpv6(text);
    }

    /** Whether the text is an address, or an address with a prefix length such as {@code 10.0.0.0/8}. */
    public static boolean isSubnet(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return isAddress(text);
        }
        String address = text.substring(0, slash);
        return isAddress(address)
                && address.indexOf('%') < 0
                && isPrefixLength(text.substring(slash + 1), address.indexOf(':') < 0 ? 32 : 128);
    }

    private static boolean isPrefixLength(String digits, int most) {
        if (digits.isEmpty() || digits.length() > 3 || digits.length() > 1 && digits.charAt(0) == '0') {
            return false;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 + digit;
        }
        return value <= most;
    }

    private static boolean isIpv4(String text) {
        List<String> fields = Texts.split(text, '.');
        if (fields.size() != 4) {
            return false;
        }
        for (String field : fields) {
            if (!isPrefixLength(field, 255)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        int percent = text.indexOf('%');
        if (percent == text.length() - 1) {
            return false;
        }
        String address = percent < 0 ? text : text.substring(0, percent);
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address) == IPV6_GROUPS;
        }
        int before = groups(address.substring(0, gap));
        int after = groups(address.substring(gap + 2));
        boolean embeddedBefore = gap > 0 && address.lastIndexOf('.', gap) >= 0;
        return before >= 0 && after >= 0 && before + after < IPV6_GROUPS && !embeddedBefore;
    }

    /** How many 16-bit groups a colon-separated text has, an IPv4 address at its end counting as two; -1 if malformed. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        List<String> parts = Texts.split(text, ':');
        int count = 0;
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (i == parts.size() - 1 && part.indexOf('.') >= 0) {
                return isIpv4(part) ? count + 2 : -1;
            }
            if (!isGroup(part)) {
                return -1;
            }
            count++;
        }
        return count;
    }

    private static boolean isGroup(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return false;
        }
        for (int i = 0; i < part.length(); i++) {
            if (Character.digit(part.charAt(i), 16) < 0 || part.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }
}
