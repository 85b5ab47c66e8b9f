import Testing
import TextFormats

@Suite("Hosts of registries") struct RegistryHostTests {
  /// Facts of distribution/reference's own tests.
  @Test(arguments: [
    ("test.com:10304", "test.com:10304"), ("a", "a"), ("ab.cd.com", "ab.cd.com"), ("a-b.com", "a-b.com"),
    ("ab.c-om", "ab.c-om"), ("0101.com", "0101.com"), ("xn--n3h.com", "xn--n3h.com"),
    ("192.168.1.1:443", "192.168.1.1:443"),
    ("[fd00:1:2::3]:65535", "[fd00:1:2::3]:65535"),
    ("-ab.com", nil), ("ab-.com", nil), ("ab.-com", nil), ("ab.com-", nil), ("test.com:http", nil),
    ("fd00:1:2::3:75050", nil), ("[fd00:1:2::3]75050", nil), ("[fd00:1:2::3]::75050", nil), ("[fd00123123123]:75", nil),
    ("[fe80::1%eth0]:5000", nil), ("[2001:db8:3:4::192.0.2.33]:5000", nil), ("[fc00::1]:750505", nil),
    ("192.168.1.1:75050", nil), ("[::1", nil), ("::1", nil), ("[]", nil), ("[::1]:", nil),
    // Names that DNS cannot hold, and ports that are none.
    ("a..b.com", nil), (".a.com", nil), ("a.com.", nil), ("", nil), ("a_b.com", nil), ("a b.com", nil),
    ("a.com:0", nil), ("a.com:+80", nil), ("a.com:65536", nil), ("a.com:", nil), ("a.com:080", "a.com:80"),
    ("\(String(repeating: "a", count: 63)).com", "\(String(repeating: "a", count: 63)).com"),
    ("\(String(repeating: "a", count: 64)).com", nil),
    // One form for one host.
    ("Asdf.COM:5000", "asdf.com:5000"), ("[FD00::A]", "[fd00::a]"),
    ("[2001:0db8:85a3:0000:0000:8a2e:0370:7334]:5000", "[2001:db8:85a3::8a2e:370:7334]:5000"),
    ("[0:0:0:0:0:0:0:1]:5000", "[::1]:5000"),
  ])
  func `are possible ones, in one form`(host: String, normal: String?) {
    #expect(RegistryHost.normal(host) == normal)
  }
}
