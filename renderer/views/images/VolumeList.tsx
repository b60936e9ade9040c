import type { UseQueryResult } from '@tanstack/react-query';
import type { VolumeSummary } from '../../../shared/contract/docker.ts';
import { bytes } from '../../../shared/model/format.ts';
import { Quantity } from '../../components/Quantity.tsx';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { ListState } from './ListState.tsx';

/** Volumes by name. */
export function VolumeList({ query }: { query: UseQueryResult<VolumeSummary[], Error> }) {
  return (
    <ListState query={query} what="Volumes" empty="No volumes">
      {(volumes) => (
        <ScrollRegion label="Volumes">
          <table className="table">
            <colgroup>
              <col />
              <col style={{ width: 128 }} />
              <col style={{ width: 88 }} />
              <col style={{ width: 104 }} />
              <col style={{ width: 88 }} />
              <col style={{ width: '40%' }} />
            </colgroup>
            <thead>
              <tr>
                <th>Name</th>
                <th>Project</th>
                <th>Driver</th>
                <th className="right">Size</th>
                <th>Use</th>
                <th>Mount point</th>
              </tr>
            </thead>
            <tbody>
              {[...volumes]
                .sort((a, b) => a.name.localeCompare(b.name))
                .map(({ name, driver, mountpoint, sizeBytes, inUse, composeProject }) => (
                  <tr key={name}>
                    <td className="mono" title={name}>
                      {name}
                    </td>
                    <td className="t2">{composeProject ?? <span className="t3">—</span>}</td>
                    <td className="t3">{driver}</td>
                    <td className="right">
                      <Quantity of={bytes(sizeBytes)} />
                    </td>
                    <td className="t2">{inUse === null ? '—' : inUse ? 'in use' : 'unused'}</td>
                    <td className="mono t3" title={mountpoint}>
                      {mountpoint}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </ListState>
  );
}
