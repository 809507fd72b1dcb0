"""What `kubectl get pods -o json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo_scenes.answers import pretty
from demo_scenes.dice import Dice
from demo_scenes.world import WORKERS, stamp

if TYPE_CHECKING:
    from demo_scenes.world import Incident

LABELS = {
    "app.kubernetes.io/name": "reminder-worker",
    "app.kubernetes.io/part-of": "lendery",
    "apps.kubernetes.io/pod-index": "0",
    "controller-revision-hash": "reminder-worker-6f8d5bb7c4",
}


def _condition(kind: str, since: str) -> dict[str, Any]:
    return {"lastProbeTime": None, "lastTransitionTime": since, "status": "True", "type": kind}


def _pod(incident: Incident, worker: str) -> dict[str, Any]:
    dice = Dice(worker)
    lines = [line for line in incident.lines if line.worker == worker]
    starts = [f"{stamp(line.at)[:19]}Z" for line in lines if " up, " in line.text]
    ends = [f"{stamp(line.at)[:19]}Z" for line in lines if line.level == "ERROR"]
    image = "registry.lendery.example/lendery:2025.03.11-2"
    uid = f"{dice.hex(8)}-{dice.hex(4)}-4{dice.hex(3)}-9{dice.hex(3)}-{dice.hex(12)}"
    since = "2025-03-11T16:55:09Z"
    token = f"kube-api-access-{dice.hex(5)}"
    labels = LABELS | {
        "apps.kubernetes.io/pod-index": worker[-1],
        "statefulset.kubernetes.io/pod-name": worker,
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "annotations": {"prometheus.io/port": "9464", "prometheus.io/scrape": "true"},
            "creationTimestamp": since,
            "generateName": "reminder-worker-",
            "labels": labels,
            "name": worker,
            "namespace": "lendery",
            "ownerReferences": [
                {
                    "apiVersion": "apps/v1",
                    "blockOwnerDeletion": True,
                    "controller": True,
                    "kind": "StatefulSet",
                    "name": "reminder-worker",
                    "uid": "5b0c7a55-0f5e-4d0c-9d0e-3c1c2d4f8a11",
                }
            ],
            "resourceVersion": str(dice.between(9_100_000, 9_900_000)),
            "uid": uid,
        },
        "spec": {
            "containers": [
                {
                    "command": ["python", "-m", "lendery.reminders.worker"],
                    "env": [
                        {"name": "LENDERY_CONFIG", "value": "/etc/lendery/config.yaml"},
                        {
                            "name": "LENDERY_RELAY_TOKEN",
                            "valueFrom": {"secretKeyRef": {"key": "token", "name": "mail-relay"}},
                        },
                    ],
                    "image": image,
                    "imagePullPolicy": "IfNotPresent",
                    "name": "worker",
                    "ports": [{"containerPort": 9464, "name": "metrics", "protocol": "TCP"}],
                    "resources": {
                        "limits": {"memory": "192Mi"},
                        "requests": {"cpu": "50m", "memory": "96Mi"},
                    },
                    "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File",
                    "volumeMounts": [
                        {"mountPath": "/etc/lendery", "name": "config", "readOnly": True},
                        {
                            "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                            "name": token,
                            "readOnly": True,
                        },
                    ],
                }
            ],
            "dnsPolicy": "ClusterFirst",
            "enableServiceLinks": True,
            "hostname": worker,
            "nodeName": f"node-{int(worker[-1]) + 3}",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "serviceAccount": "reminder-worker",
            "serviceAccountName": "reminder-worker",
            "subdomain": "reminder-worker",
            "terminationGracePeriodSeconds": 60,
            "volumes": [
                {"configMap": {"defaultMode": 420, "name": "reminder-worker"}, "name": "config"},
                {"name": token, "projected": {"defaultMode": 420, "sources": []}},
            ],
        },
        "status": {
            "conditions": [
                _condition(kind, since)
                for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
            ],
            "containerStatuses": [
                {
                    "containerID": f"containerd://{dice.hex(64)}",
                    "image": image,
                    "imageID": f"registry.lendery.example/lendery@sha256:{Dice(image).hex(64)}",
                    "lastState": {
                        "terminated": {
                            "containerID": f"containerd://{dice.hex(64)}",
                            "exitCode": 1,
                            "finishedAt": ends[-1],
                            "reason": "Error",
                            "startedAt": starts[-2],
                        }
                    },
                    "name": "worker",
                    "ready": True,
                    "restartCount": incident.crashes[worker],
                    "started": True,
                    "state": {"running": {"startedAt": starts[-1]}},
                }
            ],
            "hostIP": f"10.20.0.{int(worker[-1]) + 13}",
            "phase": "Running",
            "podIP": f"10.42.{int(worker[-1]) + 3}.{dice.between(10, 99)}",
            "qosClass": "Burstable",
            "startTime": since,
        },
    }


def pods(incident: Incident) -> str:
    """`kubectl get pods -l ... -o json`."""
    items = [_pod(incident, worker) for worker in WORKERS]
    meta = {"resourceVersion": ""}
    return pretty({"apiVersion": "v1", "items": items, "kind": "List", "metadata": meta}, 4)
