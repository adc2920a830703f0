export const HELP = `Usage: cdk8s-sidecars <command> [options] <files or folders or ->...

What the Pods in Kubernetes manifests will do: start and stop order, effective
requests, Pod Security, and what is wrong with them. Manifests of this library
are read with what it meant by them; of any other YAML the rest is inferred,
and what rests on a guess is marked "assumed".

Commands
  report     What each Pod will do, and the findings.
  check      Findings only, one a line; fails if there is an error.
  plan       The plans as JSON, for programs.
  rules      All rules: code, severity, summary and source. Takes no files.
  trade-off  Sidecar or node agent (DaemonSet), in numbers. Takes no files.

Files
  YAML or JSON with any number of documents, and lists; folders with such files;
  - for standard input. Services, HorizontalPodAutoscalers, ConfigMaps and Secrets
  among them are heeded by the rules.

Options
  --target VERSION         Kubernetes version to analyze for, such as 1.31.
                           Default: what the manifest says, else 1.33.
  --workload KIND/NAME     Only this workload. May be given more than once.
  --format FORMAT          report: text (default), markdown, mermaid, html, json.
                           check: text (default), json.
                           rules: text (default), markdown, json.
                           Several workloads as mermaid come as blocks of Markdown.
  --strict                 check: fail on warnings too.
  --pods N --nodes N --sidecar SIZE --node-agent SIZE
                           trade-off: a SIZE is requests, such as cpu=50m,memory=64Mi.
  -h, --help               This text.
  --version                The version of this program.

Exit codes
  0  Done. check: no error (--strict: no warning either) that is not acknowledged.
  1  check: there is one.
  2  The command line is wrong, or a file can't be read.
  3  A workload could not be analyzed; what could be is printed.

Examples
  cdk8s-sidecars report dist/
  helm template my-release ./chart | cdk8s-sidecars check --target 1.30 -
  cdk8s-sidecars report --format html dist/ > pods.html
  cdk8s-sidecars trade-off --pods 300 --nodes 20 \\
    --sidecar cpu=50m,memory=64Mi --node-agent cpu=200m,memory=256Mi
`;
