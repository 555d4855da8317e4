/**
 * An address without its fragment: which page it is, wherever on the page it leads. Some sites write another fragment at every
 * load. A fragment that is the route of an application (`#!/reports/3`) chooses what is shown, and stays.
 */
export function withoutFragment(address: string): string {
  const mark = address.indexOf('#');
  return mark < 0 || isRoute(address.slice(mark)) ? address : address.slice(0, mark);
}

/** Whether a fragment, with its `#`, is the route of an application rather than a place on a page. */
export function isRoute(fragment: string): boolean {
  return ROUTE.test(fragment);
}
const ROUTE = /^#(?:!|\/)/; // #!/reports/3
