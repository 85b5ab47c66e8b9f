import FileIO
import Glibc
import SystemPackage

/// What every tool needs of the host's system: programs, libraries and their configuration, but nothing that is secret.
public enum SystemFiles {
  private static let programs: [FilePath] = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store",
  ]
  /// Of /etc: names and beginnings of names. /etc/shadow, /etc/docker, /etc/ssh and the like are not among them.
  private static let configuration = [
    "ssl", "ca-certificates", "ca-certificates.conf", "pki", "crypto-policies", "alternatives", "resolv.conf", "hosts",
    "nsswitch.conf", "host.conf", "gai.conf", "localtime", "timezone", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
    "mime.types", "protocols", "services", "os-release", "debian_version", "alpine-release", "maven", "gradle",
    "pip.conf",
    "npmrc", "uv", "java", "magic",
  ]
  private static let configurationPrefixes = ["java-", "python"]

  /// Those that exist here.
  public static let mounts: [ToolSpecification.Mount] = {
    let names = (try? Directory.names(in: "/etc")) ?? []
    let wanted = names.filter { name in
      configuration.contains(name) || configurationPrefixes.contains { name.hasPrefix($0) }
    }
    return (programs.filter { access($0.string, F_OK) == 0 } + wanted.compactMap(place)).map { .init($0) }
  }()

  /// A file of /etc, if it leads to something: /etc/resolv.conf may be a broken link.
  private static func place(_ name: String) -> FilePath? {
    let path = FilePath("/etc").appending(name)
    return access(path.string, R_OK) == 0 ? path : nil
  }

  /// Where a link in the root directory leads: `usr/bin` for /bin. A link elsewhere is followed instead.
  static func linkTarget(_ mount: ToolSpecification.Mount) -> String? {
    guard mount.source == mount.target, mount.source.components.count == 1 else { return nil }
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { buffer in
      buffer.bindMemory(to: CChar.self).baseAddress.map { readlink(mount.source.string, $0, buffer.count) } ?? -1
    }
    return count <= 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}
