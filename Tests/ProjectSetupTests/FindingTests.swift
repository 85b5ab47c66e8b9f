import Testing

@testable import ProjectSetup

@Suite struct `the code of a project` {
  private static func files(_ text: String, _ name: String) -> SourceFiles {
    SourceFiles(SetupProject(name: "x", files: [name: text]), of: SourceLanguage(file: name) ?? .python)
  }

  @Test(
    arguments: [
      ("uvicorn.run(app, host=\"0.0.0.0\", port=9001)", "a.py", 9001, nil, false),
      ("uvicorn.run(\"main:app\")", "a.py", 8000, nil, true),
      (
        "PORT = int(os.environ.get(\"PORT\", \"8123\"))\nuvicorn.run(app, port=PORT, host=\"0.0.0.0\")", "a.py", 8123,
        "PORT", false
      ),
      ("HTTPServer((\"\", 8099), H).serve_forever()", "a.py", 8099, nil, false),
      ("# uvicorn.run(app, port=1111)\napp.run(port=2222)", "a.py", 2222, nil, true),
      ("\"\"\"\napp.run(port=1111)\n\"\"\"\napp.run(host='0.0.0.0', port=2222)", "a.py", 2222, nil, false),
      ("app.listen(process.env.PORT || 3000)", "a.js", 3000, "PORT", false),
      ("app.listen(process.env.PORT)", "a.js", nil, "PORT", false),
      ("const port = 4000\nserver.listen(port, '127.0.0.1')", "a.ts", 4000, nil, true),
      ("serve({ fetch: app.fetch, port: 3001 })", "a.ts", 3001, nil, false),
      ("http.ListenAndServe(\":8080\", nil)", "a.go", 8080, nil, false),
      ("s := &http.Server{Addr: \"localhost:8081\"}", "a.go", 8081, nil, true),
      ("port := os.Getenv(\"PORT\")\nhttp.ListenAndServe(\":\"+port, nil)", "a.go", nil, "PORT", false),
      ("const addr = \":7000\"\nr.Run(addr)", "a.go", 7000, nil, false),
      ("TcpListener::bind((\"0.0.0.0\", 3030))", "a.rs", 3030, nil, false),
      ("let addr = SocketAddr::from(([0, 0, 0, 0], 3000));\nTcpListener::bind(addr)", "a.rs", 3000, nil, false),
      ("HttpServer.create(new InetSocketAddress(8080), 0)", "A.java", 8080, nil, false),
      // The numbers of an address are no ports, and say who reaches it.
      (
        "let addr = SocketAddr::from(([127, 0, 0, 1], port));\nlet port = 3000;\nTcpListener::bind(addr)", "a.rs", 3000,
        nil, true
      ),
      (
        "const PORT: u16 = 4000;\nTcpListener::bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127,0,0,1)), PORT))",
        "a.rs",
        4000, nil, true
      ),
      ("TcpListener::bind(SocketAddr::from(([127,0,0,1], 3000)))", "a.rs", 3000, nil, true),
      ("TcpListener::bind((Ipv4Addr::LOCALHOST, 3000))", "a.rs", 3000, nil, true),
      ("TcpListener::bind((Ipv4Addr::UNSPECIFIED, 3000))", "a.rs", 3000, nil, false),
      ("net.Listen(\"tcp\", \"127.0.0.2:9000\")", "a.go", 9000, nil, true),
      // Which one is not written out.
      ("HTTPServer((\"\", int(sys.argv[1])), H).serve_forever()", "a.py", nil, nil, false),
      ("app.run(host=\"0.0.0.0\", port=int(sys.argv[1]))", "a.py", nil, nil, false),
    ] as [(String, String, Int?, String?, Bool)])
  func `says which port it opens`(code: String, file: String, port: Int?, variable: String?, isLoopback: Bool) throws {
    let found = try #require(Self.files(code, file).listening().first)
    #expect(found.port == port && found.variable == variable && found.isLoopback == isLoopback, "\(found)")
  }

  @Test(
    arguments: [
      ("os.environ[\"A_B\"]", "a.py", "A_B", nil, true), ("os.getenv('A_B', 'x')", "a.py", "A_B", "x", false),
      ("os.getenv(\"A_B\") or \"y\"", "a.py", "A_B", "y", false), ("process.env.A_B ?? 'x'", "a.js", "A_B", "x", false),
      ("process.env['A_B']", "a.ts", "A_B", nil, false), ("os.Getenv(\"A_B\")", "a.go", "A_B", nil, false),
      ("getEnv(\"A_B\", \"x\")", "a.go", "A_B", "x", false),
      ("env::var(\"A_B\").expect(\"set it\")", "a.rs", "A_B", nil, true),
      ("std::env::var(\"A_B\").unwrap_or_else(|_| \"x\".into())", "a.rs", "A_B", "x", false),
      ("System.getenv(\"A_B\")", "A.java", "A_B", nil, false),
      ("System.getenv().getOrDefault(\"A_B\", \"x\")", "A.java", "A_B", "x", false),
      ("class S(BaseSettings):\n    a_b: str = \"x\"\n    def f(self): pass\n", "a.py", "A_B", "x", false),
    ] as [(String, String, String, String?, Bool)])
  func `says which variables it reads`(code: String, file: String, name: String, value: String?, required: Bool) throws
  {
    let found = EnvironmentReads.all(in: Self.files(code, file), model: ModelUse())
    #expect(found.map(\.name) == [name])
    #expect(found.first?.value == value && found.first?.isRequired == required)
  }

  @Test(
    arguments: [
      ("@app.get(\"/healthz\")", "a.py", "/healthz"), ("@app.route('/ping')", "a.py", "/ping"),
      (
        "router = APIRouter(prefix=\"/v1\")\n@router.get(\"/health\")\napp.include_router(router)", "a.py", "/v1/health"
      ),
      ("router = APIRouter()\n@router.get(\"/health\")\napp.include_router(router, prefix=PREFIX)", "a.py", nil),
      ("requests.get(\"/health\")", "a.py", nil), ("# \"/health\"", "a.py", nil), ("x = \"/health\"", "a.py", nil),
      ("if self.path == \"/health\":", "a.py", "/health"), ("app.get('/api/health', h)", "a.js", "/api/health"),
      ("if (req.url === '/health') {", "a.js", "/health"), ("http.HandleFunc(\"/healthz\", h)", "a.go", "/healthz"),
      ("mux.HandleFunc(\"GET /health\", h)", "a.go", "/health"), (".route(\"/health\", get(h))", "a.rs", "/health"),
      ("@RequestMapping(\"/api\") class A { @GetMapping(\"/health\") void f() {} }", "A.java", "/api/health"),
    ] as [(String, String, String?)])
  func `says by which route it is well`(code: String, file: String, route: String?) {
    #expect(HealthRoute.find(in: Self.files(code, file))?.value == route)
  }

  @Test(
    arguments: [
      (["openai"], "model=\"gpt-4o-mini\"", "openai", "gpt-4o-mini"),
      (["litellm"], "model=\"anthropic/claude-3-haiku-20240307\"", "litellm", "anthropic/claude-3-haiku-20240307"),
      (["anthropic"], "a = \"gpt-4o\"\nb = \"claude-3-opus-20240229\"", "anthropic", "claude-3-opus-20240229"),
      ([], "model=\"gemini-1.5-flash\"", "google", "gemini-1.5-flash"), (["flask"], "x = \"gpt-\"", nil, nil),
      ([], "open(\"llama2.py\")", nil, nil),
    ] as [([String], String, String?, String?)])
  func `says which model it calls`(packages: [String], code: String, provider: String?, name: String?) {
    let use = ModelUse.find(in: Self.files(code, "a.py"), dependencies: Found(packages, in: "x"), extra: [])
    #expect(use.provider?.value == provider && use.name?.value == name)
  }
}

@Suite struct `the version of a language` {
  @Test(
    arguments: [
      (">=3.11,<4", "3.11"), ("^3.12", "3.12"), ("~=3.11", "3.11"), ("==3.11.*", "3.11"), (">=3.8", "3.10"),
      (">=3.8,<3.10", "3.9"), ("<3.12", nil), ("*", nil),
    ] as [(String, String?)])
  func `of Python is one that the project allows`(range: String, version: String?) {
    let project = SetupProject(
      name: "x", files: ["pyproject.toml": "[project]\nname = \"x\"\nrequires-python = \"\(range)\"\n"])
    #expect(PythonSetup().version(of: project, nil)?.value == version)
  }

  @Test(
    arguments: [
      (">=18", "20"), ("20.x", "20"), ("^22.1.0", "22"), (">= 21", "22"), (">=18 <20", "18"), ("*", nil), ("18", "20"),
    ] as [(String, String?)])
  func `of Node_js is one that the project allows`(range: String, version: String?) {
    let project = SetupProject(
      name: "x", files: ["package.json": "{\"main\": \"a.js\", \"engines\": {\"node\": \"\(range)\"}}"])
    #expect(NodeSetup().version(of: project, nil)?.value == version)
  }

  @Test(
    arguments: [
      ("<maven.compiler.release>21</maven.compiler.release>", "21"), ("<java.version>1.8</java.version>", "8"),
      ("<maven.compiler.source>14</maven.compiler.source>", "17"), ("<x>1</x>", nil),
    ] as [(String, String?)])
  func `of Java is one with an image`(property: String, version: String?) {
    let project = SetupProject(name: "x", files: ["pom.xml": "<project><properties>\(property)</properties></project>"])
    #expect(JavaSetup().version(of: project, nil)?.value == version)
  }
}
