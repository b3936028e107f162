import type { RiskPatterns } from './risk-pattern.ts';

const why = 'Tells coding agents what to do, also those outside of a sandbox';

export const agentInstructions: RiskPatterns = {
  kind: 'agent-instructions',
  patterns: [
    {
      paths: 'agents.md agents.*.md agent.md .agents.md .agents/ .agent/ agents.override.md',
      why,
      source: 'AGENTS.md: https://agents.md; Codex: https://developers.openai.com/codex/guides/agents-md',
    },
    {
      paths: 'claude.md claude.local.md .claude.json .claude/ .claude-plugin/ skill.md',
      why,
      source:
        'Claude Code: https://code.claude.com/docs/en/memory and https://code.claude.com/docs/en/settings',
    },
    {
      paths: '.mcp.json mcp.json .mcp/ mcp_config.json mcp-config.json .mcp.*.json',
      why: 'Names programs that coding agents start as tools',
      source: 'Model Context Protocol: https://modelcontextprotocol.io',
    },
    {
      paths: '.cursor/ .cursor-plugin/ .cursorrules .cursorignore .cursorindexingignore',
      why,
      source: 'Cursor: https://cursor.com/docs/context/rules',
    },
    {
      paths: `
        .github/copilot-instructions.md copilot-instructions.md .github/instructions/ .github/prompts/
        .github/chatmodes/ .github/agents/ .github/skills/ .github/copilot/ .copilot/ *.instructions.md
        *.prompt.md *.chatmode.md *.agent.md copilot-setup-steps.yml`,
      why,
      source: 'GitHub Copilot: https://docs.github.com/copilot/how-tos/configure-custom-instructions',
    },
    {
      paths: `
        gemini.md .gemini/ .geminiignore .codex/ codex.md .opencode/ opencode.json opencode.jsonc .qwen/
        qwen.md`,
      why,
      source:
        'Gemini CLI: https://geminicli.com/docs/cli/gemini-md/; Codex: https://developers.openai.com/codex/config-basic; OpenCode: https://opencode.ai/docs/config/; Qwen Code',
    },
    {
      paths: `
        .roo/ .roorules* .roomodes .rooignore .cline/ .clinerules .clinerules/ .clineignore .kilocode/
        .kilocodemodes .kilo/`,
      why,
      source:
        'Roo Code: https://docs.roocode.com/features/custom-instructions; Cline: https://docs.cline.bot/customization/cline-rules; Kilo Code',
    },
    {
      paths: '.kiro/ .amazonq/ .continue/ .continuerc.json .continuerules .continueignore',
      why,
      source:
        'Kiro: https://kiro.dev/docs/steering/; Amazon Q: https://docs.aws.amazon.com/amazonq/; Continue: https://docs.continue.dev/customize/deep-dives/rules',
    },
    {
      paths: '.windsurf/ .windsurfrules .codeium/ .codeiumignore .junie/ .aiassistant/',
      why,
      source:
        'Windsurf: https://docs.windsurf.com/windsurf/cascade/memories; JetBrains Junie: https://www.jetbrains.com/help/junie/customize-guidelines.html',
    },
    {
      paths: `
        .aider* .goosehints .goose/ .goosetips .augment/ .augment-guidelines .augmentignore .openhands/
        .openhands_instructions .trae/ .traerules .zencoder/ .tabnine/ .sourcegraph/ .cody/ .amp/ .factory/
        .droid/ .crush/ crush.md crush.json .crush.json .rules .replit replit.md .bolt/ .lovable/ .devin/
        .plandex* .rovodev/ .pearai/ .warp/ warp.md .firebender/ firebender.json .jules/ .ona/ .antigravity/
        .ruler/ .rulesync/`,
      why,
      source:
        'Aider: https://aider.chat/docs/config/aider_conf.html; Goose: https://block.github.io/goose/docs/guides/using-goosehints; Augment; OpenHands: https://docs.all-hands.dev; Trae; Zencoder; Tabnine; Amp: https://ampcode.com/manual; Factory; Crush; Replit; Warp; Firebender; Jules',
    },
    {
      paths: `
        conventions.md *.mdc llms.txt llms-full.txt memory-bank/ .specify/ .bmad-core/ .serena/ .grit/ .kimi/
        kimi.md .iflow/ iflow.md .codebuddy/ codebuddy.md .qoder/ .vibe/ .kode/ knowledge.md codebuff.json
        .grok/ grok.md .pi/ .letta/ .pochi/ .commandcode/ .gptme/ gptme.toml .openclaw/ soul.md .hermes/ .ai/
        .prompts/ .aiexclude .aiignore .lingma/ .comate/ .void/ .mentat/ .sweep/ .github/hooks/`,
      why,
      source:
        'Aider: https://aider.chat/docs/usage/conventions.html; Cursor rules; Cline: https://docs.cline.bot/prompting/cline-memory-bank; Spec Kit; BMAD; Serena; Grit; Kimi CLI; iFlow; CodeBuddy; Qoder; Mistral Vibe; Codebuff; Grok CLI; Pi; Letta; Pochi; Command Code; gptme; OpenClaw; JetBrains AI Assistant; https://llmstxt.org',
    },
    {
      paths: `
        .qodo/ .pr_agent.toml .coderabbit.y*ml sweep.yaml .sweep.yaml ellipsis.yaml greptile.json cody.json
        .gemini/config.yaml .cursor/bugbot.md .greptile/`,
      why: 'Tells the agents that review changes what to do',
      source:
        'CodeRabbit: https://docs.coderabbit.ai/reference/configuration; Qodo: https://qodo-merge-docs.qodo.ai; Greptile; Ellipsis; Sweep',
    },
    {
      paths: '.lsp.json',
      why: 'Names programs that coding agents start as language servers',
      source: 'Claude Code: https://code.claude.com/docs/en/plugins-reference',
    },
    {
      paths: 'bulkhead.yaml bulkhead.yml',
      why: 'Proposes what an agent of this project may do',
      source: 'Bulkhead: docs/agent-file.md',
    },
  ],
};
