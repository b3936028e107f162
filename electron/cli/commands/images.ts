import { formatBytes } from '../../contract/sizes.ts';
import { command } from '../definition.ts';
import { age } from '../format.ts';

export const images = command({
  name: 'images',
  summary: 'List the images on the engine',
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead images', does: 'With what each is for and who uses it' }],
  run: async (_, { output, session, signal }) => {
    const opened = await session();
    await opened.connected();
    const listed = await opened.client.call('image.list', {}, signal);
    output.table(
      listed,
      ['IMAGE', 'FOR', 'SIZE', 'CREATED', 'USED BY'],
      listed.map((image) => [
        image.references[0] ?? image.id.slice(0, 19),
        image.typeId ?? image.role,
        formatBytes(image.bytes),
        age(image.createdAt),
        image.usedBy.join(', '),
      ]),
    );
    return 0;
  },
});
