import type { Label } from '../../../shared/model/series.ts';

/** One value of the machine, under node_exporter's name and labels. */
export interface HostPoint {
  name: string;
  /** `unknown` is what node_exporter tells as untyped. */
  type: 'counter' | 'gauge' | 'unknown';
  labels: Label[];
  value: number;
}

export const counter = (name: string, labels: Label[], value: number): HostPoint => ({
  name,
  type: 'counter',
  labels,
  value,
});

export const gauge = (name: string, labels: Label[], value: number): HostPoint => ({
  name,
  type: 'gauge',
  labels,
  value,
});

export const untyped = (name: string, labels: Label[], value: number): HostPoint => ({
  name,
  type: 'unknown',
  labels,
  value,
});
