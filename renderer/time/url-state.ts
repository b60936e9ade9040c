import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/** Parameters that go along from view to view; all others belong to one view. */
const GLOBAL = ['range', 'from', 'to', 'scope'];

/** The address of a view with the global range and scope of the present one. */
export function viewHref(path: string, search: string, own: Record<string, string> = {}): string {
  const present = new URLSearchParams(search);
  const params = new URLSearchParams();
  for (const name of GLOBAL) {
    const value = present.get(name);
    if (value !== null) params.set(name, value);
  }
  for (const [name, value] of Object.entries(own)) {
    if (value === '') params.delete(name);
    else params.set(name, value);
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

export function useViewHref(): (path: string, own?: Record<string, string>) => string {
  const search = useSearch();
  return useCallback((path, own) => viewHref(path, search, own), [search]);
}

export interface UrlEdit {
  params: URLSearchParams;
  /**
   * Changes the parameters of this address. A choice makes a step in the history; typing replaces the last one.
   */
  edit(change: (params: URLSearchParams) => void, options?: { replace?: boolean }): void;
}

export function useUrl(): UrlEdit {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const edit = useCallback<UrlEdit['edit']>(
    (change, { replace = false } = {}) => {
      // The address itself is read, not the rendered one: two edits may fall into one frame.
      const next = new URLSearchParams(window.location.search);
      change(next);
      const text = next.toString();
      if (text !== new URLSearchParams(window.location.search).toString()) {
        navigate(text === '' ? path : `${path}?${text}`, { replace });
      }
    },
    [navigate, path],
  );
  return { params, edit };
}

/** One parameter of this view, such as a filter or a selection; empty when absent. */
export function useUrlParam(
  name: string,
  { replace = false } = {},
): [value: string, set: (value: string) => void] {
  const { params, edit } = useUrl();
  const set = useCallback(
    (value: string) =>
      edit((next) => (value === '' ? next.delete(name) : next.set(name, value)), { replace }),
    [edit, name, replace],
  );
  return [params.get(name) ?? '', set];
}
