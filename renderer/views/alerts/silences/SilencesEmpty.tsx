import { CopyLines, EmptyState } from '../../../components/EmptyState.tsx';

/** The token is a password, whoever the user is. */
const amtoolLines = (origin: string) => `amtool silence add alertname=HighMemory \\
  --alertmanager.url=${origin.replace('://', '://trivet:TOKEN@')} \\
  --duration=2h --comment='load test'`;

/** No silence has been made yet: what one is, and the ways to it. */
export function SilencesEmpty({ onNew }: { onNew(): void }) {
  return (
    <EmptyState title="Nothing is silenced">
      <p>
        A silence keeps alerts with certain labels quiet until it ends: they stay in the list, and nobody is
        told. Silence an alert from its page, or make one here for those that are still to come.
      </p>
      {window.trivet === undefined ? (
        <CopyLines
          caption="Alertmanager's own tool makes them too; the token is in the address that `trivet serve` prints"
          text={amtoolLines(window.location.origin)}
        />
      ) : null}
      <button type="button" className="btn" title="New silence: s" onClick={onNew}>
        New silence
      </button>
    </EmptyState>
  );
}
