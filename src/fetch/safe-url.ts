/** An address without user, password and fragment, for messages, logs and evidence. */
export function safeUrl(url: string): string {
  const address = URL.parse(url);
  if (address === null) return 'an address that cannot be read';
  address.username = '';
  address.password = '';
  address.hash = '';
  return address.href;
}
