import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const objective = (name: string, title: string, service: string, indicator: string, percent: number) => `---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  displayName: ${title}
spec:
  service: ${service}
  indicator:
    spec:
${indicator}
  timeWindow:
    - duration: 1d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: ${percent}
`;

const spans = (service: string, wanted: string) => `      x-spans:
        service: ${service}
        ${wanted}`;

const TEXT = `# Written at every start of the demo: what the shop promises.
${objective('api-availability', 'The API answers without errors', 'api', spans('api', 'errors: true'), 98)}
${objective('api-latency', 'The API answers within 400 ms', 'api', spans('api', 'latencyBelow: 400ms'), 95)}
${objective('pay-availability', 'Payments go through', 'pay', spans('pay', 'errors: true'), 99)}
${objective('orders-log-errors', 'Orders log few errors', 'orders', '      x-logs:\n        container: orders\n        levels: [error, fatal]', 97)}`;

/** What the shop promises, as a file of objectives in the folder that is always looked through. */
export function writeObjectives(dataDir: string): void {
  const folder = join(dataDir, 'rules');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'demo-objectives.yml'), TEXT, { mode: 0o600 });
}
