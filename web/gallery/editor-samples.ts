/** Texts for the editor: a manifest that is right, as it was checked before, and with slips of every kind. */
export const goodManifest = `# The night batch: scores the recordings of the day.
apiVersion: batch/v1
kind: Job
metadata:
  name: night-batch
  namespace: serving
spec:
  completions: 4
  parallelism: 1
  backoffLimit: 2
  template:
    metadata:
      labels:
        app: night-batch
    spec:
      restartPolicy: Never
      nodeSelector:
        accelerator: nvidia-gpu
      tolerations:
        - key: nvidia.com/gpu
          operator: Exists
          effect: NoSchedule
      containers:
        - name: batch
          image: registry.example/pytorch-inference:2.6-gpu-py312
          command: [python, score.py, --day, yesterday]
          resources:
            limits:
              cpu: '2'
              memory: 8Gi
              nvidia.com/gpu: 1
`;

export const gradedManifest = goodManifest
  .replace(
    'nvidia.com/gpu\n          operator: Exists',
    "gpu\n          operator: Equal\n          value: 'true'",
  )
  .replace('              nvidia.com/gpu: 1\n', '')
  .replace('# The night batch: scores the recordings of the day.\n', '');

export const brokenManifest = goodManifest
  .replace('completions: 4', 'completions: four')
  .replace('- name: batch', '- nmae: batch')
  .replace('memory: 8Gi', 'memory: 8 gigabytes');

export const script = `import json

# Every tenth step is kept.
def save(step: int, state: dict) -> None:
    with open(f"checkpoint-{step}.json", "w") as file:
        json.dump(state, file)

for step in range(100):
    if step % 10 == 0:
        save(step, {"step": step, "done": False})
`;
