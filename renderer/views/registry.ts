import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export type ViewName = 'overview' | 'containers' | 'logs' | 'traces' | 'settings';

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
  { name: 'settings', label: 'Settings', path: '/settings', goKey: 's' },
];

/** Every address, each view in a chunk of its own. The first that matches is shown. */
export const routes: RouteDef[] = [
  { view: 'overview', path: '/', component: lazy(() => import('./overview/OverviewView.tsx')) },
  {
    view: 'containers',
    path: '/containers',
    component: lazy(() => import('./containers/ContainersView.tsx')),
  },
  {
    view: 'containers',
    path: '/containers/:name',
    component: lazy(() => import('./containers/page/ContainerPage.tsx')),
  },
  { view: 'containers', path: '/images', component: lazy(() => import('./images/ImagesView.tsx')) },
  { view: 'logs', path: '/logs', component: lazy(() => import('./logs/LogsView.tsx')) },
  { view: 'traces', path: '/traces', component: lazy(() => import('./traces/TracesView.tsx')) },
  { view: 'traces', path: '/traces/:traceId', component: lazy(() => import('./traces/TraceRoute.tsx')) },
  { view: 'settings', path: '/settings', component: lazy(() => import('./settings/SettingsView.tsx')) },
];
