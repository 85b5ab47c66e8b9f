// swift-format-ignore-file
// Made from ci-templates/jenkins by `make generate`.

extension EmbeddedFiles {
  static let jenkinsCI: [ProjectTemplate.File] = [
ProjectTemplate.File("Jenkinsfile", #"""
// Copy this file to the root of the repository, for a multibranch pipeline, and change:
// - `image` to a released image of the tool; agents in Python, Node.js, Go or Java need the one whose tag ends in `-full`;
// - `registry.example.com/team/{name}` to where releases go; {name} is the agent's name.
//
// Credentials, each a username with a password: `agent-registry` for the registry, and `agent-git` for the repository, whose
// password is a token that may push tags. Keep them in the directory of this project alone. Only the release has them: in the
// settings of the branch source, trust the Jenkinsfile of a fork only if its author may write here.
//
// The version is derived from the full history and its tags: add the behaviour `Advanced clone behaviours` to the branch
// source, with `Fetch tags` and without `Shallow clone`.
//
// Plugins: Docker Pipeline, Pipeline: Multibranch, JUnit, Credentials Binding.
pipeline {
  agent {
    docker {
      image 'ghcr.io/OWNER/agent-pipeline@sha256:DIGEST'
      // The tests run the agent in a sandbox: without these, Docker lets no ordinary user make namespaces.
      args '--security-opt seccomp=unconfined --security-opt systempaths=unconfined --security-opt apparmor=unconfined'
    }
  }
  options {
    // Releases of one branch come one after the other.
    disableConcurrentBuilds()
  }
  environment {
    // Stays with the workspace from build to build.
    AGENT_PIPELINE_CACHE_DIR = '.agent-pipeline/cache'
    AGENT_PIPELINE_WORK_DIR = '.agent-pipeline'
  }
  stages {
    // Anyone can open a change request. It is built and tested, with nothing that can publish it.
    stage('Check') {
      when { anyOf { changeRequest(); not { branch 'main' } } }
      steps {
        sh 'agent-pipeline run --until tag'
      }
    }
    stage('Release') {
      when { allOf { branch 'main'; not { changeRequest() } } }
      steps {
        withCredentials([
          usernamePassword(
            credentialsId: 'agent-registry', usernameVariable: 'DOCKER_USERNAME', passwordVariable: 'DOCKER_PASSWORD'),
          usernamePassword(credentialsId: 'agent-git', usernameVariable: 'GIT_USERNAME', passwordVariable: 'GIT_PASSWORD'),
        ]) {
          // Each release pushes its git tag, from which the next version follows.
          sh "agent-pipeline run --default-branch main --tag-git-push --push-to 'registry.example.com/team/{name}'"
        }
      }
    }
  }
  post {
    always {
      junit testResults: '.agent-pipeline/junit.xml', allowEmptyResults: true
      archiveArtifacts artifacts: '.agent-pipeline/report.json', allowEmptyArchive: true
    }
  }
}

"""#, isExecutable: false),
  ]
}
