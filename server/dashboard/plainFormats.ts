/*
 * Stand for `Intl` in the bundle: uPlot makes both when it is loaded, for dates and numbers that no chart here asks it
 * to write, and the first of a page takes a browser 20 ms.
 */

export class PlainNumberFormat {
  readonly format = String;
}

export class PlainDateTimeFormat {
  readonly resolvedOptions = () => ({ timeZone: 'UTC' });
}
