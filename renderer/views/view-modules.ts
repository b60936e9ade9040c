import type { ComponentType } from 'react';

export type ViewName =
  | 'overview'
  | 'containers'
  | 'logs'
  | 'traces'
  | 'metrics'
  | 'dashboards'
  | 'alerts'
  | 'settings';

export interface ViewModule {
  view: ViewName;
  /** wouter's pattern. */
  path: string;
  load(): Promise<{ default: ComponentType }>;
}

/** Where each view's code lies. Free of everything else, so that loading can begin before anything is drawn. */
export const viewModules: ViewModule[] = [
  { view: 'overview', path: '/', load: () => import('./overview/OverviewView.tsx') },
  { view: 'containers', path: '/containers', load: () => import('./containers/ContainersView.tsx') },
  {
    view: 'containers',
    path: '/containers/:name',
    load: () => import('./containers/page/ContainerPage.tsx'),
  },
  { view: 'containers', path: '/images', load: () => import('./images/ImagesView.tsx') },
  { view: 'logs', path: '/logs', load: () => import('./logs/LogsView.tsx') },
  { view: 'traces', path: '/traces', load: () => import('./traces/TracesView.tsx') },
  { view: 'traces', path: '/traces/compare', load: () => import('./traces/compare/CompareRoute.tsx') },
  { view: 'traces', path: '/traces/:traceId', load: () => import('./traces/TraceRoute.tsx') },
  { view: 'metrics', path: '/metrics', load: () => import('./metrics/MetricsView.tsx') },
  { view: 'metrics', path: '/metrics/targets', load: () => import('./metrics/targets/TargetsView.tsx') },
  { view: 'dashboards', path: '/dashboards', load: () => import('./dashboards/list/DashboardsView.tsx') },
  { view: 'dashboards', path: '/dashboards/:id', load: () => import('./dashboards/page/DashboardPage.tsx') },
  { view: 'alerts', path: '/alerts', load: () => import('./alerts/AlertsView.tsx') },
  { view: 'alerts', path: '/alerts/new', load: () => import('./alerts/rule/NewRuleView.tsx') },
  { view: 'alerts', path: '/alerts/rules/:id', load: () => import('./alerts/rule/RuleView.tsx') },
  { view: 'alerts', path: '/alerts/silences', load: () => import('./alerts/silences/SilencesView.tsx') },
  { view: 'alerts', path: '/alerts/receivers', load: () => import('./alerts/receivers/ReceiversView.tsx') },
  {
    view: 'alerts',
    path: '/alerts/notifications',
    load: () => import('./alerts/notifications/NotificationsView.tsx'),
  },
  {
    view: 'alerts',
    path: '/alerts/objectives',
    load: () => import('./alerts/objectives/ObjectivesView.tsx'),
  },
  {
    view: 'alerts',
    path: '/alerts/objectives/:id',
    load: () => import('./alerts/objectives/ObjectiveRoute.tsx'),
  },
  { view: 'settings', path: '/settings', load: () => import('./settings/SettingsView.tsx') },
];

const segments = (path: string) => path.split('/').filter(Boolean);

/** The view of an address without its parameters; undefined where there is none. */
export const viewModuleOf = (path: string): ViewModule | undefined =>
  viewModules.find((module) => {
    const [wanted, given] = [segments(module.path), segments(path)];
    return (
      wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i])
    );
  });
