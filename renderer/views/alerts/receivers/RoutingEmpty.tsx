import { CopyLines, EmptyState } from '../../../components/EmptyState.tsx';
import { EXAMPLE_ROUTING } from './example-routing.ts';
import { RoutingFile } from './RoutingFile.tsx';

/** No alertmanager.yml is set: what happens without one, and how to have others told. */
export function RoutingEmpty({ isDesktop }: { isDesktop: boolean }) {
  return (
    <EmptyState title="Everything is told on this machine">
      <p>
        Without an alertmanager.yml every alert that fires is{' '}
        {isDesktop
          ? 'a notification of this desktop'
          : 'shown in this window, and as a notification of the browser where it is allowed to'}
        , grouped by its rule. With one, alerts go where it says: mail, Slack, PagerDuty, webhooks and the
        others that Alertmanager knows.
      </p>
      <RoutingFile />
      <CopyLines
        caption="One to begin with; desktop_configs is Trivet's own addition"
        text={EXAMPLE_ROUTING}
      />
    </EmptyState>
  );
}
