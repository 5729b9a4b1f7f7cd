package io.fairlead.server.routingtest;

import java.util.List;

/** Results in the XML form that CI systems read from JUnit. */
public final class JUnitReport {
    private final StringBuilder suites = new StringBuilder();
    private int tests;
    private int failures;

    /** A report without tests. */
    public JUnitReport() {}

    /** Adds the results of one file. */
    public void add(String file, List<RoutingTestRun.Result> results) {
        long failed = results.stream().filter(result -> !result.isPassed()).count();
        tests += results.size();
        failures += (int) failed;
        suites.append("  <testsuite name=\"")
                .append(escaped(file))
                .append("\" tests=\"")
                .append(results.size());
        suites.append("\" failures=\"").append(failed).append("\" errors=\"0\" skipped=\"0\">\n");
        for (RoutingTestRun.Result result : results) {
            suites.append("    <testcase classname=\"").append(escaped(file)).append("\" name=\"");
            suites.append(escaped(result.test().name())).append("\"");
            if (result.isPassed()) {
                suites.append("/>\n");
                continue;
            }
            suites.append(">\n      <failure message=\"")
                    .append(escaped(String.join("; ", result.failures())))
                    .append("\">")
                    .append(escaped(result.test().position() + "\n" + result.explanation()))
                    .append("</failure>\n    </testcase>\n");
        }
        suites.append("  </testsuite>\n");
    }

    /** The XML document. */
    public String xml() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"" + tests + "\" failures=\"" + failures
                + "\">\n" + suites + "</testsuites>\n";
    }

    /** Text that may stand in an attribute or element; characters that XML has not become question marks. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append("&#10;");
                default -> out.append(c < ' ' && c != '\t' || c >= '\uFFFE' ? '?' : c);
            }
        }
        return out.toString();
    }
}
