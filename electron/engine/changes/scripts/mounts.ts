/** Where an agent's folder is mounted in a toolbox that compares it. */
export const FOLDER_MOUNT = '/folder';
