import { IconPlus } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { AlertFileView } from '../../../shared/contract/alerts.ts';
import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { useViewHref } from '../../time/url-state.ts';
import { ReadyMade } from './rule/ReadyMade.tsx';

const EXAMPLE = `groups:
  - name: shop
    rules:
      - alert: ServiceDown
        expr: up == 0
        for: 1m
        labels:
          severity: critical
        annotations:
          summary: '{{ $labels.job }} on {{ $labels.instance }} does not answer'`;

/** There is no rule yet: what rules are, and how to have some. */
export function AlertsEmpty({ files }: { files: AlertFileView[] }) {
  const href = useViewHref();
  return (
    <EmptyState title="No rules yet">
      <p>
        A rule is a condition over what is measured here. While it holds, an alert is pending; once it has
        held for as long as the rule says, it fires and you are told: on this desktop, or where an
        alertmanager.yml sends it.
      </p>
      <p>
        <Link className="btn primary" href={href('/alerts/new')}>
          <IconPlus size={14} />
          Make a rule
        </Link>{' '}
        without a word of PromQL: CPU, memory against its limit, restarts, health, log patterns, error rates.
        It is tried against what is stored before it is kept.
      </p>
      <ReadyMade />
      <p>
        Or point <Link href={href('/settings', { section: 'alerts' })}>Settings, Alerts</Link> at the rule
        files of Prometheus that you have; so does <code>--config</code>, and a project folder that is opened
        brings its own. They are read again when they change. Such a file:
      </p>
      <CopyLines caption="shop-rules.yml" text={EXAMPLE} />
      {files.length > 0 ? (
        <p className="t3">Looked at: {files.map(({ path }) => path).join(', ')}. There is no rule in them.</p>
      ) : null}
    </EmptyState>
  );
}
