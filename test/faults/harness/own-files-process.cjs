// Does one piece of work on files of the app's own, as `node own-files-process.cjs BUNDLE WORK FOLDER STEP TORN`, and is
// killed at its STEPth file operation, with half of the bytes written if TORN is "true". With step 0 it survives, and
// prints its file operations as JSON.
const { fileSteps } = require('./file-steps.cjs');

const [bundle, name, folder, step, torn] = process.argv.slice(2);
const { ownFileWork } = require(bundle);
if (step === '0') fileSteps.count();
else fileSteps.endAt(Number(step), torn === 'true');
ownFileWork[name].operate(folder).then(() => process.stdout.write(JSON.stringify(fileSteps.taken())));
