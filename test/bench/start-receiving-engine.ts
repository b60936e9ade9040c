import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EngineStatus, ReceiverName } from '../../shared/contract/app.ts';

const entry = fileURLToPath(new URL('./receiving-engine.ts', import.meta.url));

/** An engine in a process of its own with one receiver that listens on a free port. */
export async function startReceivingEngine(dataDir: string, receiver: ReceiverName) {
  const child = spawn(process.execPath, [entry, dataDir, receiver], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    port: Number(line.toString()),
    async counts(): Promise<Pick<EngineStatus, 'received' | 'dropped'>> {
      child.stdin.write('\n');
      const [answer] = (await once(child.stdout, 'data')) as [Buffer];
      return JSON.parse(answer.toString());
    },
    /** The sum of the newest values of the metric's series. */
    async newestSum(metric: string): Promise<number> {
      child.stdin.write(`${metric}\n`);
      const [answer] = (await once(child.stdout, 'data')) as [Buffer];
      return Number(answer.toString());
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
