import OCIImage
import Testing

@Suite("Digest") struct DigestTests {
  @Test func `of nothing is the well-known value`() {
    #expect(
      SHA256.digest(of: []).description == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test(arguments: [
    "sha512:abc", "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "sha256:", "",
  ])
  func `refuses what cannot be checked`(text: String) {
    #expect(Digest(text) == nil)
  }
}
