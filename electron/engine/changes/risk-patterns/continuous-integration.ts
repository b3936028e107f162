import type { RiskPatterns } from './risk-pattern.ts';

const why = 'Runs in continuous integration, often with its secrets';

export const continuousIntegration: RiskPatterns = {
  kind: 'ci',
  patterns: [
    {
      paths: '.github/workflows/ .github/actions/ action.yml action.yaml',
      why,
      source: 'GitHub Actions: https://docs.github.com/actions/reference/workflows-and-actions',
    },
    {
      paths: `
        .github/dependabot.yml .github/dependabot.yaml renovate.json* .renovaterc* .github/renovate.json*`,
      why: 'Decides which dependencies a bot changes',
      source:
        'Dependabot: https://docs.github.com/code-security/dependabot; Renovate: https://docs.renovatebot.com/configuration-options/',
    },
    {
      paths: 'codeowners',
      why: 'Decides who has to review changes',
      source:
        'GitHub: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
    },
    {
      paths: '.gitlab-ci.yml .gitlab-ci.yaml *.gitlab-ci.yml .gitlab/',
      why,
      source: 'GitLab: https://docs.gitlab.com/ci/yaml/',
    },
    {
      paths: `
        .gitea/ .forgejo/ .woodpecker/ .woodpecker.yml .woodpecker.yaml .drone.yml .drone.jsonnet
        .drone.star`,
      why,
      source:
        'Gitea: https://docs.gitea.com/usage/actions/overview; Forgejo; Woodpecker: https://woodpecker-ci.org/docs/usage/intro; Drone',
    },
    {
      paths: `
        .circleci/ .buildkite/ .semaphore/ .teamcity/ .cirrus.yml .cirrus.star .travis.yml .builds/
        .build.yml`,
      why,
      source:
        'CircleCI: https://circleci.com/docs/configuration-reference/; Buildkite; Semaphore; TeamCity; Cirrus; Travis; sourcehut',
    },
    {
      paths: `
        jenkinsfile jenkinsfile.* appveyor.yml .appveyor.yml azure-pipelines*.yml azure-pipelines*.yaml
        .azure-pipelines/ bitbucket-pipelines.yml cloudbuild*.yml cloudbuild*.yaml buildspec*.yml
        codemagic.yaml bitrise.yml .concourse/`,
      why,
      source:
        'Jenkins: https://www.jenkins.io/doc/book/pipeline/jenkinsfile/; AppVeyor; Azure Pipelines; Bitbucket; Google Cloud Build; AWS CodeBuild',
    },
    {
      paths: `
        vercel.json netlify.toml fly.toml render.yaml wrangler.toml wrangler.json* procfile app.json`,
      why: 'Runs where the project is deployed',
      source:
        'Vercel: https://vercel.com/docs/project-configuration; Netlify: https://docs.netlify.com/build/configure-builds/file-based-configuration/; Fly; Render; Cloudflare; Heroku',
    },
  ],
};
