/** What the environment holds that no line may show: passwords in addresses, and the address of the dead-man's switch. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const passwords = Object.values(env).flatMap((value = '') => {
    const password = value.includes('@') ? (URL.parse(value)?.password ?? '') : '';
    return password === '' ? [] : [password, decode(password)];
  });
  const { PUBWATCH_PING_URL: ping = '' } = env;
  const check =
    URL.parse(ping)
      ?.pathname.split('/')
      .filter((part) => part.length >= 8) ?? [];
  return [...passwords, ...check];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
