package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "h",
                "App.Example.com",
                "app.example.com.",
                "a..b",
                "127.0.0.1",
                "h:80",
                "h:0",
                "h:65535",
                "h:",
                "a_b-c~d",
                "a%2eb",
                "!$&'()*+,;=",
                "[::1]",
                "[::]:80",
                "[1:2:3:4:5:6:7:8]",
                "[1::8]",
                "[2001:db8::1]:443",
                "[::ffff:1.2.3.4]",
                "[1:2:3:4:5:6:1.2.3.4]",
                "[1:2:3:4:5:6:7::]"
            })
    void hostsWithPortsAreValid(String authority) {
        byte[] bytes = Wire.bytes(authority);
        assertThat(Authority.isValid(bytes, 0, bytes.length)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "u@h",
                "h:x",
                "h:80:81",
                "h:+80",
                "h:65536",
                "h:99999999999",
                "h/x",
                "h?x",
                "http://h",
                "h\u00e9",
                "\"h\"",
                "{h}",
                "h^",
                "a b",
                "a\tb",
                "a%zz",
                "a%2",
                "::1",
                "[::1",
                "[zz::1]",
                "[]",
                "[:]",
                "[:1]",
                "[1:2:3]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1::2::3]",
                "[::1]x",
                "[::1]:x",
                "[12345::]",
                "[::1.2.3]",
                "[::1.2.3.256]",
                "[::1.2.3.4.5]",
                "[::1.2.3.]",
                "[1:2:3:4:5:6:7:1.2.3.4]",
                "[1:2:3:4:5:6:7:8::]",
                "[v1.x]",
                "[fe80::1%25eth0]",
                "[1:]",
                "]",
                "h,i j",
                "a<b",
                "a\\b"
            })
    void anythingElseIsNot(String authority) {
        byte[] bytes = Wire.bytes(authority);
        assertThat(Authority.isValid(bytes, 0, bytes.length)).isFalse();
    }
}
