import { readDashboard } from '../../../shared/dashboards/document.ts';
import { convertGrafana, isGrafanaDashboard } from '../../../shared/dashboards/grafana/convert.ts';
import { DASHBOARD_FORMAT, type Dashboard } from '../../../shared/dashboards/model.ts';
import { err, ok, type Result } from '../../../shared/util/result.ts';

export interface ReadDocument {
  dashboard: Dashboard;
  /** Whether it was one of Grafana's. */
  converted: boolean;
}

/** A document of Trivet's or Grafana's; `null` as the error when it does not even claim to be one. */
export function readDocument(text: string): Result<ReadDocument, string | null> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err(`not JSON: ${(error as Error).message}`);
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (format === DASHBOARD_FORMAT) {
    const read = readDashboard(value);
    return read.ok ? ok({ dashboard: read.value, converted: false }) : read;
  }
  if (!isGrafanaDashboard(value)) return err(null);
  const converted = convertGrafana(value);
  return converted.ok ? ok({ dashboard: converted.value, converted: true }) : converted;
}
