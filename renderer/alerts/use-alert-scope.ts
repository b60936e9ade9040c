import { useMemo } from 'react';
import type { AlertView } from '../../shared/contract/alerts.ts';
import { servicesInScope } from '../scope/scope.ts';
import { useAllContainers, useScope, useScopeEntities } from '../scope/use-scope.ts';
import { namedServices } from './alert-subject.ts';

/** Whether an alert is about somebody whom the shell's filter lets through; without a filter all are. */
export function useAlertScope(): (alert: AlertView) => boolean {
  const { scope } = useScope();
  const entities = useScopeEntities();
  const containers = useAllContainers();
  // Containers are told of every second; who is in scope changes seldom.
  const names = servicesInScope(scope, containers ?? []);
  const key = names === null ? null : JSON.stringify([...names].sort());
  return useMemo(() => {
    if (key === null) return () => true;
    const services = new Set(JSON.parse(key) as string[]);
    return (alert: AlertView) =>
      (alert.entity !== null && (entities?.includes(alert.entity) ?? true)) ||
      namedServices(alert.labels, null).some((name) => services.has(name));
  }, [key, entities]);
}
