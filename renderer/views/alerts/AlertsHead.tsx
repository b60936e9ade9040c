import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { Tabs } from '../../components/Tabs.tsx';
import { useKeys } from '../../shell/keys.ts';
import { useViewHref } from '../../time/url-state.ts';
import css from './alerts-head.module.css';

const TABS: [path: string, title: string][] = [
  ['/alerts', 'Alerts'],
  ['/alerts/silences', 'Silences'],
  ['/alerts/receivers', 'Receivers'],
  ['/alerts/notifications', 'Notifications'],
  ['/alerts/objectives', 'Objectives'],
];

export type AlertsPath =
  | '/alerts'
  | '/alerts/silences'
  | '/alerts/receivers'
  | '/alerts/notifications'
  | '/alerts/objectives';

/** The head of every page of the view. `children` stand before the button that makes a rule. */
export function AlertsHead({ page, children }: { page: AlertsPath; children?: ReactNode }) {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const go = (path: string) => navigate(href(path));
  useKeys({
    ...Object.fromEntries(TABS.map(([path], i) => [String(i + 1), () => go(path)])),
    n: () => go('/alerts/new'),
  });
  return (
    <div className={`view-head ${css.head}`}>
      <h1>Alerts</h1>
      <Tabs label="Pages of alerts" tabs={TABS} value={page} onChange={go} />
      <span className="grow" />
      {children}
      <button type="button" className="btn" title="New rule: n" onClick={() => go('/alerts/new')}>
        <IconPlus size={14} />
        New rule
      </button>
    </div>
  );
}
