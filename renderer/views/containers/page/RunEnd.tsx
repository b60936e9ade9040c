import type { Run } from './runs.ts';

/** How a run ended; red only where it failed. */
export function RunEnd({ run }: { run: Run }) {
  if (run.endMs === null) return <>running</>;
  const failed = run.oomKilled || (run.exitCode !== null && run.exitCode !== 0);
  const text = run.exitCode === null ? 'end not seen' : `exit ${run.exitCode}`;
  return <span className={failed ? 'err' : ''}>{run.oomKilled ? `${text}, out of memory` : text}</span>;
}
