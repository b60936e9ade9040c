import type { ContainerSummary } from '../../shared/model/container.ts';

/** Each state has its own shape as well as its colour. */
export type StateShape =
  | 'ok'
  | 'warn'
  | 'error'
  | 'idle'
  | 'stopped'
  | 'paused'
  | 'pending'
  | 'firing'
  | 'resolved'
  | 'silenced'
  | 'pattern'
  | 'deploy';

const shapes: Record<StateShape, React.ReactNode> = {
  ok: <circle cx="6" cy="6" r="4" fill="var(--ok-fill)" />,
  warn: <path d="M6 1.2 11.2 10.6H.8z" fill="var(--warn-fill)" />,
  error: <path d="M6 .8 11.2 6 6 11.2.8 6z" fill="var(--err-fill)" />,
  idle: <circle cx="6" cy="6" r="3.5" fill="none" stroke="var(--t3)" strokeWidth="1.4" />,
  stopped: <rect x="2.2" y="2.2" width="7.6" height="7.6" fill="none" stroke="var(--t3)" strokeWidth="1.4" />,
  paused: <path d="M3.4 2v8M8.6 2v8" stroke="var(--t3)" strokeWidth="1.8" />,
  pending: (
    <>
      <circle cx="6" cy="6" r="4" fill="none" stroke="var(--warn-fill)" strokeWidth="1.4" />
      <path d="M6 2a4 4 0 0 1 0 8z" fill="var(--warn-fill)" />
    </>
  ),
  firing: (
    <path d="M3 11V1.5h7L8.6 4 10 6.5H3" fill="var(--err-fill)" stroke="var(--err-fill)" strokeWidth="1.4" />
  ),
  resolved: (
    <path
      d="M3 11V1.5h7L8.6 4 10 6.5H3"
      fill="none"
      stroke="var(--t3)"
      strokeWidth="1.4"
      strokeLinejoin="round"
    />
  ),
  silenced: (
    <>
      <path d="M2 4.5v3h1.8L6.5 10V2L3.8 4.5z" fill="var(--t3)" />
      <path d="m8.2 4.2 2.6 3.6m0-3.6L8.2 7.8" stroke="var(--t3)" strokeWidth="1.3" />
    </>
  ),
  pattern: <path d="M2 3h8M2 6h5M2 9h8" stroke="var(--accent)" strokeWidth="1.6" />,
  deploy: <rect x="2.5" y="2.5" width="7" height="7" fill="var(--accent)" />,
};

export function StateIcon({ shape, title }: { shape: StateShape; title?: string }) {
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      style={{ flex: 'none' }}
      role={title ? 'img' : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
    >
      {title ? <title>{title}</title> : null}
      {shapes[shape]}
    </svg>
  );
}

export function containerShape({ state, health, exitCode }: ContainerSummary): StateShape {
  if (state === 'running') return health === 'unhealthy' ? 'warn' : health === 'starting' ? 'pending' : 'ok';
  if (state === 'restarting') return 'warn';
  if (state === 'paused') return 'paused';
  if (state === 'dead' || (state === 'exited' && exitCode !== 0 && exitCode !== null)) return 'error';
  return state === 'created' || state === 'gone' ? 'idle' : 'stopped';
}

/** healthy, unhealthy, running, exited 137, … */
export function containerStateText({ state, health, exitCode }: ContainerSummary): string {
  if (state === 'running') return health ?? 'running';
  return state === 'exited' && exitCode !== null ? `exited ${exitCode}` : state;
}
