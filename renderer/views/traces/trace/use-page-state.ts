import { type Dispatch, useEffect, useReducer, useRef } from 'react';
import { useUrl } from '../../../time/url-state.ts';
import type { TraceModel } from './model/trace-model.ts';
import { PAGE_PARAMS, type PageParams, pageFromParams, pageParams } from './page-address.ts';
import { type TracePageAction, type TracePageState, tracePageReducer } from './page-state.ts';

/** Writing the address draws the shell again: not at every step of a key that is held. */
const WRITE_MS = 120;

/** The page's state, which is in the address too: a link, a reload and going back open the same place. */
export function usePageState(model: TraceModel): [TracePageState, Dispatch<TracePageAction>] {
  const { params, edit } = useUrl();
  const own = ownParams(params);
  const [state, dispatch] = useReducer(
    (present: TracePageState, action: TracePageAction) => tracePageReducer(model, present, action),
    null,
    () => pageFromParams(model, own),
  );
  const address = useRef(textOf(own));
  const inAddress = textOf(own);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the address from outside is taken over
  useEffect(() => {
    if (inAddress === address.current) return;
    address.current = inAddress;
    dispatch({ kind: 'restore', state: pageFromParams(model, own) });
  }, [inAddress]);

  useEffect(() => {
    const timer = setTimeout(() => {
      const next = pageParams(model, state);
      if (textOf(next) === address.current) return;
      address.current = textOf(next);
      edit(
        (search) => {
          for (const name of PAGE_PARAMS) {
            if (next[name]) search.set(name, next[name]);
            else search.delete(name);
          }
        },
        { replace: true },
      );
    }, WRITE_MS);
    return () => clearTimeout(timer);
  }, [model, state, edit]);
  return [state, dispatch];
}

const ownParams = (params: URLSearchParams): PageParams =>
  Object.fromEntries(PAGE_PARAMS.map((name) => [name, params.get(name) ?? '']));

const textOf = (params: PageParams): string => PAGE_PARAMS.map((name) => params[name] ?? '').join('\n');
