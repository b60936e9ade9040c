import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { NetworkSummary } from '../../../shared/contract/docker.ts';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { containerPath } from '../../scope/container-path.ts';
import { useViewHref } from '../../time/url-state.ts';
import { ListState } from './ListState.tsx';

/** Networks with their addresses and who is in them. */
export function NetworkList({ query }: { query: UseQueryResult<NetworkSummary[], Error> }) {
  const href = useViewHref();
  return (
    <ListState query={query} what="Networks" empty="No networks">
      {(networks) => (
        <ScrollRegion label="Networks">
          <table className="table">
            <colgroup>
              <col style={{ width: '22%' }} />
              <col style={{ width: 104 }} />
              <col style={{ width: 168 }} />
              <col style={{ width: 136 }} />
              <col />
            </colgroup>
            <thead>
              <tr>
                <th>Name</th>
                <th>Driver</th>
                <th>Subnets</th>
                <th>Gateways</th>
                <th>Containers</th>
              </tr>
            </thead>
            <tbody>
              {[...networks]
                .sort((a, b) => a.name.localeCompare(b.name))
                .map(({ id, name, driver, internal, subnets, gateways, containers }) => (
                  <tr key={id}>
                    <td className="mono" title={id}>
                      {name}
                    </td>
                    <td className="t3">{internal ? `${driver}, internal` : driver}</td>
                    <td className="mono t2">{subnets.join(' ') || '—'}</td>
                    <td className="mono t2">{gateways.join(' ') || '—'}</td>
                    <td>
                      {containers.length === 0 ? <span className="t3">none</span> : null}
                      {containers.map((container, i) => (
                        <span key={container.id} title={container.address ?? ''}>
                          {i > 0 ? ', ' : ''}
                          <Link href={href(containerPath(container.name))}>{container.name}</Link>
                        </span>
                      ))}
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
