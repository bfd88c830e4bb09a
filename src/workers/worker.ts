/** The entry of a worker process. The engine is loaded late, so that signals and a dying parent are minded from the start. */
import { JSON_TYPE } from '../process/formats/mime.js';
import { serveJobs } from './serve-jobs.js';

await serveJobs(async () => {
  const [{ run }, { configureEngine }, { Marks }, { configureText }, { probe }] = await Promise.all([
    import('../process/run.js'),
    import('../process/formats/decode.js'),
    import('../process/watermark/marks.js'),
    import('../process/text/engine.js'),
    import('../process/video/probe.js'),
  ]);
  configureEngine();
  const faces = process.env.TINTYPE_FACES;
  if (faces !== undefined) configureText(JSON.parse(faces));
  const marks = new Marks();
  return async (job) => {
    if ('probe' in job) {
      return { bytes: Buffer.from(JSON.stringify(await probe(job.probe))), contentType: JSON_TYPE };
    }
    const { plan, source, sources, limits } = job;
    return run(plan, source, sources, limits, marks);
  };
});
