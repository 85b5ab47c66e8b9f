import FileIO
import SystemPackage

/// A stand-in for actions/cache, which is on GitHub only: restores by key, or by the beginning of one, and stores at the end.
enum CacheAction {
  static func write(to directory: FilePath) throws {
    try directory.appending("action.yml").write(
      """
      name: cache
      inputs: {path: {required: true}, key: {required: true}, restore-keys: {required: false}}
      runs: {using: node20, main: main.js, post: post.js}

      """)
    try directory.appending("main.js").write(
      """
      const fs = require("fs");
      const store = process.env.CACHE_STORE;
      const [key, beginning] = [process.env.INPUT_KEY, process.env["INPUT_RESTORE-KEYS"]];
      if (!key || !beginning || !process.env.INPUT_PATH) throw new Error("an input is empty");
      const names = fs.readdirSync(store);
      const found = names.includes(key) ? key : names.find(name => name.startsWith(beginning));
      console.log(`cache: ${found === key ? "hit" : found ? "older" : "miss"}`);
      if (found) fs.cpSync(`${store}/${found}`, process.env.INPUT_PATH, {recursive: true});
      fs.existsSync(process.env.INPUT_PATH) && fs.chmodSync(process.env.INPUT_PATH, 0o700);

      """)
    try directory.appending("post.js").write(
      """
      const fs = require("fs");
      const stored = `${process.env.CACHE_STORE}/${process.env.INPUT_KEY}`;
      if (!fs.existsSync(stored)) fs.cpSync(process.env.INPUT_PATH, stored, {recursive: true});

      """)
  }
}
