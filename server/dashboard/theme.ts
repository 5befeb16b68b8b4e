import { BehaviorSubject } from 'rxjs';
import { recall, remember } from './memory.js';

/** What is drawn with; the rest of the page takes its colours from the style sheet. */
export interface Theme {
  readonly dark: boolean;
  readonly text: string;
  readonly grid: string;
  readonly marker: string;
  /** One for each run. Okabe and Ito's, told apart under every common colour blindness. */
  readonly palette: readonly string[];
}

const light: Theme = {
  dark: false,
  text: '#5a6572',
  grid: '#e9ebee',
  marker: '#b6bec8',
  palette: ['#0072b2', '#d55e00', '#009e73', '#b8609a', '#b27a00', '#3d9bd1'],
};

const dark: Theme = {
  dark: true,
  text: '#97a3b0',
  grid: '#222a33',
  marker: '#4a5664',
  palette: ['#56b4e9', '#f0883e', '#2fbf94', '#dc9cc4', '#e6b13a', '#8ea8ff'],
};

const wanted = matchMedia('(prefers-color-scheme: dark)');

/** The theme in force: the one that was chosen here, else the one of the system. */
export const theme$ = new BehaviorSubject<Theme>(isDark() ? dark : light);

/** Shows the theme in force, from now on. */
export function followTheme(): void {
  wanted.addEventListener('change', apply);
  apply();
}

/** Changes from light to dark or back; what equals the system's wish is not kept. */
export function switchTheme(): void {
  const next = isDark() ? 'light' : 'dark';
  remember('theme', next === (wanted.matches ? 'dark' : 'light') ? undefined : next);
  apply();
}

function isDark(): boolean {
  const chosen = recall('theme');
  return chosen === 'light' || chosen === 'dark' ? chosen === 'dark' : wanted.matches;
}

function apply(): void {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  const next = isDark() ? dark : light;
  if (next !== theme$.value) theme$.next(next);
}
