import type { ComponentType, LazyExoticComponent } from 'react';
import { lazyPart } from '../components/lazy-part.ts';
import { type ViewName, viewModules } from './view-modules.ts';

export type { ViewName };

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
  { name: 'alerts', label: 'Alerts', path: '/alerts', goKey: 'a' },
  { name: 'settings', label: 'Settings', path: '/settings', goKey: 's' },
];

/** Every address, each view in a chunk of its own. The first that matches is shown. */
export const routes: RouteDef[] = viewModules.map(({ view, path, load }) => ({
  view,
  path,
  component: lazyPart(load),
}));
