/// Layouts of Java projects. Maven and Gradle find everything in Debian's packages.
enum JavaProjects {
  private static let main = """
    package a;
    public class Main { public static void main(String[] x) { System.out.println(l.Lib.word()); } }
    """
  private static let lib = "package l;\npublic class Lib { public static String word() { return \"lib\"; } }\n"
  private static let jars = (
    native: "cd $OUT && find . -name '*.jar' | sed 's,.*/,,' | sort", ours: "ls $ROOT/app/lib | sort"
  )
  private static let ours = "java -cp \"$ROOT/app/classes:$ROOT/app/lib/*\" a.Main"

  static let plain = MatrixProject(
    name: "plain files", tools: ["javac"], runtime: "java",
    files: [
      "src/main/java/a/Main.java": main, "src/main/java/l/Lib.java": lib,
      "src/test/java/a/MainTest.java": "import org.junit.Test;",
    ],
    native: "javac -d $OUT $(find src/main -name '*.java') && java -cp $OUT a.Main", ours: ours, says: "lib\n")

  private static let commonsIO =
    "<dependency><groupId>commons-io</groupId><artifactId>commons-io</artifactId><version>debian</version></dependency>"
  private static let properties = """
    <properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
    <build><pluginManagement><plugins><plugin><artifactId>maven-dependency-plugin</artifactId><version>3.5.0</version>
    </plugin></plugins></pluginManagement></build>
    """
  private static func pom(_ own: String) -> String {
    "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>\(own)</project>\n"
  }
  private static let parent =
    "<parent><groupId>x</groupId><artifactId>all</artifactId><version>1</version></parent>"
  private static let usesIO = main.replacing(
    "l.Lib.word()", with: "l.Lib.word() + org.apache.commons.io.FilenameUtils.getName(\"a/b\")")

  /// Debian's repository for Maven, as a company's mirror; the user's settings name it.
  private static let mirror = """
    mkdir -p ../home/.m2 && printf '%s' "<settings><mirrors><mirror><id>debian</id><mirrorOf>*</mirrorOf>\
    <url>file://$PWD/../mirror</url></mirror></mirrors></settings>" >../home/.m2/settings.xml \
    && cp -rs /usr/share/maven-repo ../mirror
    """
  private static func maven(_ name: String, place: String = ".", _ files: [String: String], native: String)
    -> MatrixProject
  {
    MatrixProject(
      name: name, tools: ["mvn"], runtime: "java", place: place, files: files, prepare: mirror,
      native: "mvn() { command mvn -q -B -s ~-/../home/.m2/settings.xml -Dmaven.repo.local=$OUT/../local \"$@\"; }; "
        .replacing("~-", with: "$OUT") + native, ours: ours, lists: jars, says: "libb\n")
  }

  static let maven: [MatrixProject] = [
    maven(
      "one project of Maven",
      [
        "pom.xml": pom(
          "<groupId>x</groupId><artifactId>one</artifactId><version>1</version>\(properties)<dependencies>\(commonsIO)</dependencies>"
        ), "src/main/java/a/Main.java": usesIO, "src/main/java/l/Lib.java": lib,
      ],
      native: """
        mvn -Dmaven.test.skip=true package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=$OUT \
        && java -cp "target/classes:$OUT/*" a.Main
        """),
    maven(
      "a module of Maven and its sibling", place: "app",
      [
        "pom.xml": pom(
          "<groupId>x</groupId><artifactId>all</artifactId><version>1</version><packaging>pom</packaging><modules><module>lib</module><module>app</module><module>other</module></modules>\(properties)"
        ),
        "lib/pom.xml": pom("\(parent)<artifactId>lib</artifactId>"), "lib/src/main/java/l/Lib.java": lib,
        "app/pom.xml": pom(
          "\(parent)<artifactId>app</artifactId><dependencies><dependency><groupId>x</groupId><artifactId>lib</artifactId><version>1</version></dependency>\(commonsIO)</dependencies>"
        ),
        "app/src/main/java/a/Main.java": usesIO, "other/pom.xml": pom("\(parent)<artifactId>other</artifactId>"),
        "other/src/main/java/Broken.java": "not Java",
      ],
      native: """
        cd .. && mvn -pl app -am -Dmaven.test.skip=true package dependency:copy-dependencies -DincludeScope=runtime \
        && cp app/target/dependency/*.jar $OUT && java -cp "app/target/classes:$OUT/*" a.Main
        """),
  ]

  static let gradle = MatrixProject(
    name: "an app of Gradle and its sibling", tools: ["gradle"], runtime: "java",
    files: [
      "settings.gradle": "include 'app', 'lib'\n",
      "app/build.gradle":
        "apply plugin: 'java'\napply plugin: 'application'\nmainClassName = 'a.Main'\ndependencies { compile project(':lib') }\n",
      "lib/build.gradle": "apply plugin: 'java'\n", "app/src/main/java/a/Main.java": main,
      "lib/src/main/java/l/Lib.java": lib, "app/src/test/java/a/MainTest.java": "import org.junit.Test;",
    ],
    native: """
      HOME=$OUT/home gradle -q --offline --no-daemon -g $OUT/gradle :app:installDist \
      && cp app/build/install/app/lib/lib.jar $OUT && rm -r $OUT/gradle && app/build/install/app/bin/app
      """, ours: ours, lists: jars, says: "lib\n")

  /// What Spring Boot's plugins make, with a launcher in the place of Spring's.
  static let boot = MatrixProject(
    name: "an executable jar of Spring Boot", tools: ["javac"], runtime: "java", files: [:],
    prepare: """
      mkdir -p ../w/src ../w/BOOT-INF/classes ../w/BOOT-INF/lib ../w/l && cd ../w \
      && printf '%s' '\(launcher)' >src/JarLauncher.java && printf '%s' '\(main)' >src/Main.java \
      && printf '%s' '\(lib)' >src/Lib.java && javac -d . src/JarLauncher.java && javac -d l src/Lib.java \
      && javac -cp l -d BOOT-INF/classes src/Main.java && jar -c -f BOOT-INF/lib/lib-1.jar --date=2000-01-01T00:00:00Z -C l . \
      && printf -- '- "dependencies":\\n  - "BOOT-INF/lib/"\\n- "spring-boot-loader":\\n  - "org/"\\n- "snapshot-dependencies":\\n- "application":\\n  - "BOOT-INF/classes/"\\n  - "META-INF/"\\n' >BOOT-INF/layers.idx \
      && printf 'Main-Class: org.springframework.boot.loader.JarLauncher\\nStart-Class: a.Main\\nSpring-Boot-Layers-Index: BOOT-INF/layers.idx\\n' >m \
      && jar -c -f ../agent/app.jar -m m -0 org BOOT-INF
      """,
    native: "cd $OUT && jar -x -f $OLDPWD/app.jar && java -cp . org.springframework.boot.loader.JarLauncher",
    ours: "java -cp $ROOT/app org.springframework.boot.loader.JarLauncher",
    lists: (
      native: "cd $OUT && find . -type f | sort", ours: "cd $ROOT/app && find . -type f | sort"
    ), says: "lib\n")

  private static let launcher = """
    package org.springframework.boot.loader;
    import java.io.File; import java.net.*;
    public class JarLauncher { public static void main(String[] x) throws Exception {
      File root = new File(JarLauncher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      URL[] path = { new File(root, "BOOT-INF/classes").toURI().toURL(), new File(root, "BOOT-INF/lib/lib-1.jar").toURI().toURL() };
      new URLClassLoader(path).loadClass("a.Main").getMethod("main", String[].class).invoke(null, (Object) x);
    } }
    """
}
