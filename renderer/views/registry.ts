import type { ComponentType, LazyExoticComponent } from 'react';
import { lazyPart } from '../components/lazy-part.ts';

export type ViewName = 'overview' | 'containers' | 'logs' | 'traces' | 'metrics' | 'dashboards' | 'settings';

export interface ViewDef {
  name: ViewName;
  label: string;
  path: string;
  /** Second key after g. */
  goKey: string;
}

export interface RouteDef {
  view: ViewName;
  /** wouter's pattern. */
  path: string;
  component: LazyExoticComponent<ComponentType>;
}

/** The rail, top to bottom; settings stands apart at its foot. */
export const views: ViewDef[] = [
  { name: 'overview', label: 'Overview', path: '/', goKey: 'o' },
  { name: 'containers', label: 'Containers', path: '/containers', goKey: 'c' },
  { name: 'logs', label: 'Logs', path: '/logs', goKey: 'l' },
  { name: 'traces', label: 'Traces', path: '/traces', goKey: 't' },
  { name: 'metrics', label: 'Metrics', path: '/metrics', goKey: 'm' },
  { name: 'dashboards', label: 'Dashboards', path: '/dashboards', goKey: 'd' },
  { name: 'settings', label: 'Settings', path: '/settings', goKey: 's' },
];

/** Every address, each view in a chunk of its own. The first that matches is shown. */
export const routes: RouteDef[] = [
  { view: 'overview', path: '/', component: lazyPart(() => import('./overview/OverviewView.tsx')) },
  {
    view: 'containers',
    path: '/containers',
    component: lazyPart(() => import('./containers/ContainersView.tsx')),
  },
  {
    view: 'containers',
    path: '/containers/:name',
    component: lazyPart(() => import('./containers/page/ContainerPage.tsx')),
  },
  { view: 'containers', path: '/images', component: lazyPart(() => import('./images/ImagesView.tsx')) },
  { view: 'logs', path: '/logs', component: lazyPart(() => import('./logs/LogsView.tsx')) },
  { view: 'traces', path: '/traces', component: lazyPart(() => import('./traces/TracesView.tsx')) },
  {
    view: 'traces',
    path: '/traces/compare',
    component: lazyPart(() => import('./traces/compare/CompareRoute.tsx')),
  },
  { view: 'traces', path: '/traces/:traceId', component: lazyPart(() => import('./traces/TraceRoute.tsx')) },
  { view: 'metrics', path: '/metrics', component: lazyPart(() => import('./metrics/MetricsView.tsx')) },
  {
    view: 'metrics',
    path: '/metrics/targets',
    component: lazyPart(() => import('./metrics/targets/TargetsView.tsx')),
  },
  {
    view: 'dashboards',
    path: '/dashboards',
    component: lazyPart(() => import('./dashboards/list/DashboardsView.tsx')),
  },
  {
    view: 'dashboards',
    path: '/dashboards/:id',
    component: lazyPart(() => import('./dashboards/page/DashboardPage.tsx')),
  },
  { view: 'settings', path: '/settings', component: lazyPart(() => import('./settings/SettingsView.tsx')) },
];
