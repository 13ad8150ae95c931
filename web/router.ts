// A small router on the History API: which page an address means, and what a click, Back or a reload does to the scroll.

import { navigate } from './navigate.ts';

export interface Route {
  name: string;
  pattern: RegExp;
  tag: string;
  load: () => Promise<unknown>;
}
export interface Match {
  route: Route;
  params: Readonly<Record<string, string>>;
}

export const routes: readonly Route[] = [
  { name: 'course', pattern: /^\/$/, tag: 'page-course', load: () => import('./pages/course.ts') },
  {
    name: 'coverage',
    pattern: /^\/course\/coverage\/?$/,
    tag: 'page-coverage',
    load: () => import('./pages/coverage.ts'),
  },
  {
    name: 'glossary',
    pattern: /^\/glossary\/?$/,
    tag: 'page-glossary',
    load: () => import('./pages/glossary.ts'),
  },
  {
    name: 'progress',
    pattern: /^\/progress\/?$/,
    tag: 'page-progress',
    load: () => import('./pages/progress.ts'),
  },
  { name: 'review', pattern: /^\/review\/?$/, tag: 'page-review', load: () => import('./pages/review.ts') },
  {
    name: 'certificate',
    pattern: /^\/certificate\/?$/,
    tag: 'page-certificate',
    load: () => import('./pages/certificate.ts'),
  },
  { name: 'login', pattern: /^\/login\/?$/, tag: 'page-login', load: () => import('./pages/login.ts') },
  {
    name: 'welcome',
    pattern: /^\/welcome\/?$/,
    tag: 'page-welcome',
    load: () => import('./pages/welcome.ts'),
  },
  {
    name: 'password',
    pattern: /^\/password\/?$/,
    tag: 'page-password',
    load: () => import('./pages/password.ts'),
  },
  {
    name: 'account',
    pattern: /^\/account\/?$/,
    tag: 'page-account',
    load: () => import('./pages/account.ts'),
  },
  { name: 'users', pattern: /^\/users\/?$/, tag: 'page-users', load: () => import('./pages/users.ts') },
  {
    name: 'cohorts',
    pattern: /^\/cohorts\/?$/,
    tag: 'page-cohorts',
    load: () => import('./pages/cohorts.ts'),
  },
  {
    name: 'cohort',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/?$/,
    tag: 'page-cohort-home',
    load: () => import('./pages/cohort/home.ts'),
  },
  {
    name: 'cohort-assignments',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/assignments\/?$/,
    tag: 'page-cohort-assignments',
    load: () => import('./pages/cohort/assignments.ts'),
  },
  {
    name: 'cohort-matrix',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/matrix\/?$/,
    tag: 'page-cohort-matrix',
    load: () => import('./pages/cohort/matrix.ts'),
  },
  {
    name: 'cohort-learner',
    pattern:
      /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/learners\/(?<learner>[\w-]+)(?:\/(?<assignment>[\w-]+)(?:\/(?<attempt>[\w-]+))?)?\/?$/,
    tag: 'page-cohort-learner',
    load: () => import('./pages/cohort/learner.ts'),
  },
  {
    name: 'cohort-watch',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/watch\/?$/,
    tag: 'page-cohort-watch',
    load: () => import('./pages/cohort/watch.ts'),
  },
  {
    name: 'cohort-similarity',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/similarity\/?$/,
    tag: 'page-cohort-similarity',
    load: () => import('./pages/cohort/similarity.ts'),
  },
  {
    name: 'cohort-analysis',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/analysis\/?$/,
    tag: 'page-cohort-analysis',
    load: () => import('./pages/cohort/analysis.ts'),
  },
  {
    name: 'cohort-roster',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/roster\/?$/,
    tag: 'page-cohort-roster',
    load: () => import('./pages/cohort/roster.ts'),
  },
  {
    name: 'cohort-runs',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/runs\/?$/,
    tag: 'page-cohort-runs',
    load: () => import('./pages/cohort/runs.ts'),
  },
  {
    name: 'cohort-requests',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/requests\/?$/,
    tag: 'page-cohort-requests',
    load: () => import('./pages/cohort/requests.ts'),
  },
  {
    name: 'cohort-files',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/files\/?$/,
    tag: 'page-cohort-files',
    load: () => import('./pages/cohort/files.ts'),
  },
  {
    name: 'cohort-connections',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/connections\/?$/,
    tag: 'page-cohort-connections',
    load: () => import('./pages/cohort/connections.ts'),
  },
  {
    name: 'cohort-people',
    pattern: /^\/cohorts\/(?<cohort>[a-z0-9-]+)\/people\/?$/,
    tag: 'page-cohort-people',
    load: () => import('./pages/cohort/people.ts'),
  },
  {
    name: 'lesson',
    pattern: /^\/lessons\/(?<part>[a-z0-9-]+)\/?$/,
    tag: 'page-lesson',
    load: () => import('./pages/lesson.ts'),
  },
  {
    name: 'time-machine',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/time-machine\/?$/,
    tag: 'page-time-machine',
    load: () => import('./pages/time-machine.ts'),
  },
  {
    name: 'vpc-map',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/vpc-map\/?$/,
    tag: 'page-vpc-map',
    load: () => import('./pages/vpc-map.ts'),
  },
  {
    name: 'decision-matrix',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/decision-matrix\/?$/,
    tag: 'page-decision-matrix',
    load: () => import('./pages/decision-matrix.ts'),
  },
  {
    name: 'spot-prices',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/spot-prices\/?$/,
    tag: 'page-spot-prices',
    load: () => import('./pages/spot-prices.ts'),
  },
  {
    name: 'deployment',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/deployment\/?$/,
    tag: 'page-deployment',
    load: () => import('./pages/deployment.ts'),
  },
  {
    name: 'identities',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/identities\/?$/,
    tag: 'page-identities',
    load: () => import('./pages/identities.ts'),
  },
  {
    name: 'pod-detective',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/pod-detective\/?$/,
    tag: 'page-pod-detective',
    load: () => import('./pages/pod-detective.ts'),
  },
  {
    name: 'system-map',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/system-map\/?$/,
    tag: 'page-system-map',
    load: () => import('./pages/system-map.ts'),
  },
  {
    name: 'bill',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)\/bill\/?$/,
    tag: 'page-bill',
    load: () => import('./pages/bill.ts'),
  },
  {
    name: 'lab',
    pattern: /^\/labs\/(?<lab>[a-z0-9-]+)(?:\/(?<task>[a-z0-9-]+))?\/?$/,
    tag: 'page-lab',
    load: () => import('./pages/lab.ts'),
  },
  {
    name: 'quiz',
    pattern: /^\/quizzes\/(?<part>[a-z0-9-]+)\/?$/,
    tag: 'page-quiz',
    load: () => import('./pages/quiz.ts'),
  },
];
const notFound: Route = {
  name: 'not-found',
  pattern: /^/,
  tag: 'page-not-found',
  load: () => import('./pages/not-found.ts'),
};

export function match(path: string): Match {
  for (const route of routes) {
    const found = route.pattern.exec(path);
    if (!found) continue;
    const params = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
    return { route, params: Object.fromEntries(params) };
  }
  return { route: notFound, params: {} };
}

export interface Navigation {
  url: URL;
  /** Where the reader was on this page, when Back or a reload brought them here. */
  scroll: number | null;
  /** First page of the visit: focus stays where the browser put it. */
  first: boolean;
}

/** Starts listening; `go` is called for every address that has to be shown. Returns the way to stop. */
export function startRouter(go: (to: Navigation) => void, jump: (id: string) => void): () => void {
  history.scrollRestoration = 'manual';

  const remember = () => history.replaceState({ ...history.state, scroll: scrollY }, '');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const scrolled = () => {
    clearTimeout(timer);
    timer = setTimeout(remember, 120);
  };
  const popped = (event: PopStateEvent) => {
    clearTimeout(timer);
    const scroll: unknown = (event.state as { scroll?: unknown } | null)?.scroll;
    go({ url: new URL(location.href), scroll: typeof scroll === 'number' ? scroll : null, first: false });
  };
  const clicked = (event: MouseEvent) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || !isOurs(link, event)) return;
    event.preventDefault();
    const url = new URL(link.href);
    if (url.pathname === location.pathname && url.hash) {
      history.replaceState(history.state, '', url);
      jump(decodeURIComponent(url.hash.slice(1)));
      return;
    }
    navigate(url.pathname + url.search + url.hash);
  };
  const asked = (event: Event) => {
    const { path, replace } = (event as CustomEvent<{ path: string; replace: boolean }>).detail;
    clearTimeout(timer);
    remember();
    if (replace) history.replaceState({}, '', path);
    else history.pushState({}, '', path);
    go({ url: new URL(location.href), scroll: null, first: false });
  };

  addEventListener('scroll', scrolled, { passive: true });
  addEventListener('popstate', popped);
  addEventListener('click', clicked);
  addEventListener('gs-navigate', asked);
  const kept: unknown = (history.state as { scroll?: unknown } | null)?.scroll;
  go({ url: new URL(location.href), scroll: typeof kept === 'number' ? kept : null, first: true });
  return () => {
    clearTimeout(timer);
    removeEventListener('scroll', scrolled);
    removeEventListener('popstate', popped);
    removeEventListener('click', clicked);
    removeEventListener('gs-navigate', asked);
  };
}

function isOurs(link: HTMLAnchorElement, event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0) return false;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  if (link.hasAttribute('download') || (link.target && link.target !== '_self')) return false;
  const url = new URL(link.href, location.href);
  return url.origin === location.origin && !url.pathname.startsWith('/api/');
}
