import OCIImage
import Testing

@Suite("Digest") struct DigestTests {
  @Test func `of nothing is the well-known value`() throws {
    let sha256 = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let sha512 =
      "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
      + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    for text in [sha256, sha512] {
      let digest = try #require(Digest(text))
      #expect(digest.description == text && digest.matches([]) && !digest.matches([0]))
      #expect(digest.algorithm.digest(of: []) == digest)
    }
    #expect(SHA256.digest(of: []).description == sha256)
  }

  @Test(arguments: [
    "sha512:abc", "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sha1:da39a3ee",
    "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "sha256:", "",
  ])
  func `refuses what cannot be checked`(text: String) {
    #expect(Digest(text) == nil)
  }
}
