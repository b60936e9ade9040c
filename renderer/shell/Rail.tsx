import {
  IconAdjustmentsHorizontal,
  IconAlignLeft,
  IconChartLine,
  IconCube,
  IconFlag,
  IconLayoutDashboard,
  IconLayoutGrid,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Link } from 'wouter';
import { TraceIcon } from '../components/TraceIcon.tsx';
import { useAlertCounts } from '../telemetry/use-alerts.ts';
import { usePreferences } from '../time/preferences.ts';
import { useViewHref } from '../time/url-state.ts';
import { type ViewDef, type ViewName, views } from '../views/registry.ts';
import classes from './shell.module.css';

const icons: Record<ViewName, ComponentType<IconProps>> = {
  overview: IconLayoutDashboard,
  containers: IconCube,
  logs: IconAlignLeft,
  traces: TraceIcon,
  metrics: IconChartLine,
  dashboards: IconLayoutGrid,
  alerts: IconFlag,
  settings: IconAdjustmentsHorizontal,
};

/** The views, one under the other; a double click on the mark writes their names beside them. */
export function Rail({ current }: { current: ViewName | null }) {
  const { railLabels, toggleRailLabels } = usePreferences();
  const firing = useAlertCounts()?.firing ?? 0;
  return (
    <nav className={classes.rail} aria-label="Views" data-labels={railLabels || undefined}>
      <button
        type="button"
        className={classes.brand}
        onClick={toggleRailLabels}
        title={railLabels ? 'Trivet: hide the names of the views' : 'Trivet: show the names of the views'}
      >
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
          <path
            d="M3 5.5h14M10 5.5v11M5 5.5 3.2 16.5M15 5.5l1.8 11"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        </svg>
        <span className={classes.label}>Trivet</span>
      </button>
      {views
        .filter(({ name }) => name !== 'settings')
        .map((view) => (
          <RailLink
            key={view.name}
            view={view}
            current={current === view.name}
            count={view.name === 'alerts' ? firing : 0}
          />
        ))}
      <span className="grow" />
      {views
        .filter(({ name }) => name === 'settings')
        .map((view) => (
          <RailLink key={view.name} view={view} current={current === view.name} count={0} />
        ))}
    </nav>
  );
}

interface RailLinkProps {
  view: ViewDef;
  current: boolean;
  /** What asks for attention there, as a badge; 0 for none. */
  count: number;
}

function RailLink({ view, current, count }: RailLinkProps) {
  const href = useViewHref();
  const Icon = icons[view.name];
  const firing = count === 0 ? '' : `, ${count} firing`;
  return (
    <Link
      href={href(view.path)}
      className={classes.railLink ?? ''}
      aria-current={current ? 'page' : undefined}
      aria-label={view.label + firing}
      title={`${view.label}${firing}: g ${view.goKey}`}
    >
      <Icon size={20} stroke={1.4} aria-hidden="true" />
      {count === 0 ? null : <span className={classes.badge}>{count > 99 ? '99+' : count}</span>}
      <span className={classes.label}>{view.label}</span>
    </Link>
  );
}
