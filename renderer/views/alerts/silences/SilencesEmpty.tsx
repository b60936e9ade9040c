import { CopyLines, EmptyState } from '../../../components/EmptyState.tsx';

/** No silence has been made yet: what one is, and the ways to it. */
export function SilencesEmpty({ onNew }: { onNew(): void }) {
  return (
    <EmptyState title="Nothing is silenced">
      <p>
        A silence keeps alerts with certain labels quiet until it ends: they stay in the list, and nobody is
        told. Silence an alert from its page, or make one here for those that are still to come.
      </p>
      <CopyLines
        caption="Alertmanager's own tool makes them too; the token is in the address that `trivet serve` prints"
        text={`amtool --alertmanager.url=${window.location.origin.replace('://', '://trivet:TOKEN@')} silence add alertname=HighMemory --duration=2h --comment='load test'`}
      />
      <button type="button" className="btn" title="New silence: s" onClick={onNew}>
        New silence
      </button>
    </EmptyState>
  );
}
