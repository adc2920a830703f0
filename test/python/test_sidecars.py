"""A platform team writes its sidecars in Python: what jsii makes of this library must read and work as in TypeScript."""
import json
import tempfile
import unittest
from pathlib import Path

import cdk8s
import cdk8s_plus_28 as kplus
import cdk8s_sidecars as sidecars
import yaml
from constructs import Construct


class Tail(sidecars.Sidecar):
    """A third party's sidecar: reads the app's log directory."""

    def __init__(self, scope: Construct, id: str, *, level: str = "info"):
        super().__init__(scope, id)
        self.level = level
        self.bound = []

    def contribute(self, pod: sidecars.PodContext) -> sidecars.SidecarContribution:
        logs = sidecars.SharedVolume.app_directory("/var/log/app")
        return sidecars.SidecarContribution(
            containers=[
                sidecars.SidecarContainer(
                    name="tail",
                    image="example.com/tail:1.0",
                    user=1000,
                    args=["--level", self.level],
                    env={
                        "TOKEN": sidecars.EnvSource.secret("tail", "token"),
                        "WORKLOAD": sidecars.EnvSource.text(f"{pod.workload_kind}/{pod.workload_name}"),
                    },
                    ports={"metrics": 9090},
                    health=sidecars.HealthCheck.http(9090, "/healthz"),
                    resources=sidecars.SidecarResources.of(cpu="50m", memory="64Mi"),
                    mounts=[
                        sidecars.SidecarMount(volume=logs, path="/var/log/app", read_only=True),
                        sidecars.SidecarMount(
                            volume=sidecars.SharedVolume.files("tail-config", {"tail.json": json.dumps({"level": self.level})}),
                            path="/etc/tail",
                            read_only=True,
                        ),
                    ],
                    fields={"lifecycle": {"postStart": {"sleep": {"seconds": 1}}}},
                )
            ],
            app=sidecars.AppContribution(
                env={"LOG_LEVEL": sidecars.EnvSource.text(self.level)},
                mounts=[sidecars.SidecarMount(volume=logs, path="/var/log/app")],
            ),
            phase=sidecars.SidecarPhase.TELEMETRY,
            pod_annotations={"example.com/tail": self.level},
        )

    def bind(self, workload: sidecars.ISidecarHost) -> None:
        self.bound.append((workload.workload_kind, workload.workload_name))


class Broken(sidecars.Sidecar):
    def contribute(self, pod):
        raise ValueError("no certificate for %s" % pod.workload_name)


class Empty(sidecars.Sidecar):
    def contribute(self, pod):
        return None


class Mistyped(sidecars.Sidecar):
    def contribute(self, pod):
        return sidecars.SidecarContribution(
            containers=[sidecars.SidecarContainer(name="a", image="a:1", user=1, drain_seconds=-1)]
        )


def written(app: cdk8s.App) -> list:
    """What `cdk8s synth` would write, read back from the files."""
    app.synth()
    objects = []
    for file in sorted(Path(app.outdir).glob("*.yaml")):
        objects += yaml.safe_load_all(file.read_text())
    return objects


def of_kind(objects: list, kind: str) -> dict:
    return next(o for o in objects if o["kind"] == kind)


class SidecarsFromPython(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.app = cdk8s.App(outdir=self.folder.name)
        self.chart = cdk8s.Chart(self.app, "shop")

    def tearDown(self):
        self.folder.cleanup()

    def workload(self, *attached, **props):
        return sidecars.WorkloadWithSidecars(
            self.chart, "shop",
            metadata=cdk8s.ApiObjectMetadata(name="shop"),
            containers=[kplus.ContainerProps(name="app", image="myapp/server:2.1", port_number=8080)],
            sidecars=list(attached), **props,
        )

    def check_tail(self, template: dict, workload: str, app: str):
        """The Pod that Tail asks for, as Kubernetes reads it."""
        tail = next(c for c in template["spec"]["initContainers"] if c["name"] == "tail")
        self.assertEqual(tail["restartPolicy"], "Always")
        self.assertEqual(tail["args"], ["--level", "debug"])
        env = {e["name"]: e for e in tail["env"]}
        self.assertEqual(env["TOKEN"]["valueFrom"]["secretKeyRef"], {"name": "tail", "key": "token"})
        self.assertEqual(env["WORKLOAD"]["value"], workload)
        self.assertEqual([(p["name"], p["containerPort"]) for p in tail["ports"]], [("metrics", 9090)])
        self.assertEqual(tail["resources"]["requests"], {"cpu": "50m", "memory": "64Mi"})
        self.assertEqual(tail["lifecycle"]["postStart"], {"sleep": {"seconds": 1}})
        self.assertEqual(tail["startupProbe"]["httpGet"]["path"], "/healthz")
        mounts = {m["mountPath"]: m for m in tail["volumeMounts"]}
        self.assertTrue(mounts["/var/log/app"]["readOnly"])
        main = next(c for c in template["spec"]["containers"] if c["name"] == app)
        self.assertIn("/var/log/app", [m["mountPath"] for m in main["volumeMounts"]])
        self.assertIn({"name": "LOG_LEVEL", "value": "debug"}, main["env"])
        self.assertEqual(template["metadata"]["annotations"]["example.com/tail"], "debug")

    def test_own_sidecar_on_a_workload_with_sidecars(self):
        tail = Tail(self.chart, "tail", level="debug")
        self.workload(tail, kind=sidecars.WorkloadKind.deployment(replicas=3))
        objects = written(self.app)
        deployment = of_kind(objects, "Deployment")
        self.assertEqual(deployment["spec"]["replicas"], 3)
        self.check_tail(deployment["spec"]["template"], "Deployment/shop", "app")
        config = of_kind(objects, "ConfigMap")
        self.assertEqual(json.loads(config["data"]["tail.json"]), {"level": "debug"})
        self.assertEqual(tail.bound, [("Deployment", "shop")])

    def test_own_sidecar_on_a_cdk8s_plus_deployment(self):
        other = kplus.Deployment(
            self.chart, "other", metadata=cdk8s.ApiObjectMetadata(name="other"),
            containers=[kplus.ContainerProps(name="main", image="myapp/other:1.0", port=8081)],
        )
        has = sidecars.PodSidecars.of(other)
        tail = Tail(self.chart, "tail", level="debug")
        self.assertEqual([s.node.path for s in has.attach(tail, into=["main"]).attach(tail).sidecars], ["shop/tail"])
        self.check_tail(of_kind(written(self.app), "Deployment")["spec"]["template"], "Deployment/other", "main")

    def test_the_same_through_testing_synth(self):
        self.workload(Tail(self.chart, "tail", level="debug"))
        self.check_tail(of_kind(cdk8s.Testing.synth(self.chart), "Deployment")["spec"]["template"], "Deployment/shop", "app")

    def test_custom_sidecar_with_a_budget_and_a_service(self):
        cache = sidecars.CustomSidecar(
            self.chart, "cache",
            containers=[sidecars.SidecarContainer(
                name="cache", image="docker.io/library/memcached:1.6.38", user=11211, loopback_ports=[11211],
                resources=sidecars.SidecarResources.of(cpu="20m", memory="96Mi"),
            )],
        )
        shop = self.workload(cache, budget=sidecars.ResourceBudget.of(sidecar_share=0.3))
        shop.expose(port=80)
        objects = written(self.app)
        containers = of_kind(objects, "Deployment")["spec"]["template"]["spec"]["initContainers"]
        self.assertEqual([(c["name"], c["restartPolicy"]) for c in containers], [("cache", "Always")])
        self.assertEqual(of_kind(objects, "Service")["spec"]["ports"][0]["targetPort"], 8080)

    def test_plan_and_findings_can_be_read(self):
        shop = self.workload(Tail(self.chart, "tail"))
        plan = shop.plan
        self.assertEqual([c.name for c in plan.containers], ["tail", "app"])
        shop.patch_container("tail", {"image": "example.com/tail:latest"})
        tagless = next(f for f in shop.findings if "latest" in f.message)
        self.assertIn("tail", tagless.path)
        shop.acknowledge(tagless.code, "a test")
        self.assertIn("a test", [f.acknowledged for f in shop.findings])

    def test_ready_made_sidecars(self):
        logs = sidecars.LogShipperSidecar(
            self.chart, "logs",
            sources=[sidecars.LogSource.files("/var/log/app/*.log")],
            outputs=[sidecars.LogOutput.loki(url="http://loki.monitoring:3100")],
        )
        proxy = sidecars.EnvoyProxySidecar(
            self.chart, "proxy", port=15001, upstreams=[sidecars.Upstream.dns("orders", "orders.shop", 8080)],
        )
        self.workload(logs, proxy).expose(port=80)
        objects = written(self.app)
        names = [c["name"] for c in of_kind(objects, "Deployment")["spec"]["template"]["spec"]["initContainers"]]
        self.assertEqual(len(names), 2)
        self.assertEqual(of_kind(objects, "Service")["spec"]["ports"][0]["targetPort"], 15001)

    def test_an_exception_in_contribute_names_sidecar_and_workload(self):
        self.workload(Broken(self.chart, "broken"))
        with self.assertRaises(Exception) as raised:
            self.app.synth()
        message = str(raised.exception)
        for part in ("broken", "shop", "no certificate for shop"):
            self.assertIn(part, message)

    def test_a_contribution_of_none_is_a_named_error(self):
        self.workload(Empty(self.chart, "empty"))
        with self.assertRaises(Exception) as raised:
            self.app.synth()
        self.assertRegex(str(raised.exception), r'sidecar "empty".*contribut')

    def test_a_wrong_value_is_a_named_error(self):
        self.workload(Mistyped(self.chart, "mistyped"))
        with self.assertRaises(Exception) as raised:
            self.app.synth()
        self.assertRegex(str(raised.exception), r'sidecar "mistyped".*drainSeconds.*-1')

    def test_a_wrong_argument_fails_in_the_call_that_got_it(self):
        with self.assertRaises(Exception) as raised:
            sidecars.SidecarResources.of(cpu="100mm", memory="64Mi")
        self.assertIn('cpu: "100mm"', str(raised.exception))

    def test_defaults_of_a_scope(self):
        sidecars.SidecarDefaults.on(self.chart, form=sidecars.SidecarForm.CLASSIC)
        self.workload(Tail(self.chart, "tail", level="debug"))
        spec = of_kind(written(self.app), "Deployment")["spec"]["template"]["spec"]
        self.assertEqual(sorted(c["name"] for c in spec["containers"]), ["app", "tail"])
        self.assertNotIn("initContainers", spec)

    def test_raw_fields_of_a_newer_kubernetes_are_refused_for_an_older_one(self):
        sidecars.SidecarDefaults.on(self.chart, target_version="1.27")
        self.workload(Tail(self.chart, "tail"))
        with self.assertRaises(Exception) as raised:
            self.app.synth()
        self.assertRegex(str(raised.exception), r"containers\[tail\]\.lifecycle\.postStart")


if __name__ == "__main__":
    unittest.main()
