/** Longer texts are cut: a desktop shows a few lines. */
const MAXIMUM_LENGTH = 300;

export interface NotificationRequest {
  title: string;
  body: string;
}

/** Reads the data of OSC 9 ("Build done"). Undefined for ConEmu's sub-commands, of which "9;4" is progress. */
export function parseOsc9(data: string): NotificationRequest | undefined {
  if (/^\d+(;|$)/.test(data)) return undefined;
  return request('', data);
}

/** Reads the data of OSC 777 ("notify;Build;done"); undefined for its other commands. */
export function parseOsc777(data: string): NotificationRequest | undefined {
  const [command, title = '', ...body] = data.split(';');
  return command === 'notify' ? request(title, body.join(';')) : undefined;
}

function request(title: string, body: string): NotificationRequest | undefined {
  if (title.trim() === '' && body.trim() === '') return undefined;
  return { title: title.slice(0, MAXIMUM_LENGTH), body: body.slice(0, MAXIMUM_LENGTH) };
}
