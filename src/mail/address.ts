import parseAddresses from 'nodemailer/lib/addressparser';

/** The bare address of `Name <address>`; '' where there is none. */
export function bareAddress(mailbox: string): string {
  const [first] = parseAddresses(mailbox, { flatten: true });
  return first?.address ?? '';
}
