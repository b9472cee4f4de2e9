/*
 * fotactl: the command line of fotad.  Finds the verb, reads its options, runs it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "fotactl-agent.h"
#include "fotactl-error.h"

static gboolean json, version, help;

static const GOptionEntry common[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON document", NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL },
  { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Print this", NULL },
  { NULL }
};

static void
print_overview (void)
{
  printf ("Usage: fotactl [--json] VERB …\n\nUpdates the firmware of cellular modems.\n\n");
  for (gsize i = 0; fotactl_verbs[i] != NULL; i++)
    printf ("  %-17s %s\n", fotactl_verbs[i]->name, fotactl_verbs[i]->summary);
  printf ("\nMODEM is an IMEI, the beginning of one or of a model's name, a device, or “any”.\n"
          "“fotactl VERB --help” tells more.  Exit status: 0 succeeded, 1 failed, 2 usage,\n"
          "3 no service, 4 not authorized, 5 detached or still waiting.\n");
}

/* The words of the command line that are no options, as far as can be told before the verb
 * is known: the verb comes first among them. */
static char **
find_words (int argc, char **argv)
{
  int first = 1;

  while (first < argc && *argv[first] == '-')
    first++;
  return argv + first;
}

static GOptionContext *
build_context (const FotactlVerb *verb)
{
  g_autofree char *usage =
      g_strdup_printf ("%s %s", verb->name, verb->arguments != NULL ? verb->arguments : "");
  GOptionContext *context = g_option_context_new (usage);

  g_option_context_set_summary (context, verb->summary);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, common, NULL);
  if (verb->entries != NULL)
    g_option_context_add_main_entries (context, verb->entries, NULL);
  return context;
}

static gboolean
check_number (const FotactlVerb *verb, guint given, GError **error)
{
  if (given >= verb->min && given <= verb->max)
    return TRUE;
  fotactl_usage_error (error, "usage: fotactl %s %s", verb->name,
                       verb->arguments != NULL ? verb->arguments : "");
  return FALSE;
}

static FotactlExit
run (const FotactlVerb *verb, guint used, char **words, GError **error)
{
  g_autoptr (GOptionContext) context = build_context (verb);
  Fotactl self = { 0 };
  GSubprocess *agent;
  FotactlExit status;
  guint given;

  if (!g_option_context_parse_strv (context, &words, error))
    return FOTACTL_USAGE;
  if (help) {
    g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

    printf ("%s", text);
    return FOTACTL_SUCCEEDED;
  }
  given = g_strv_length (words) - 1 - used;
  if (!check_number (verb, given, error))
    return FOTACTL_USAGE;
  self.json = json;
  agent = verb->changes ? fotactl_agent_start () : NULL;
  status = verb->run (&self, words + 1 + used, error);
  fotactl_agent_stop (agent);
  g_clear_object (&self.bus);
  return status;
}

/* The verbs that begin with @word, as in “settings save”; NULL when there are none. */
static char *
list_group (const char *word)
{
  g_autofree char *begin = g_strconcat (word, " ", NULL);
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; fotactl_verbs[i] != NULL; i++)
    if (g_str_has_prefix (fotactl_verbs[i]->name, begin))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                              fotactl_verbs[i]->name + strlen (begin));
  return list->len > 0 ? g_strdup (list->str) : NULL;
}

static void
refuse_verb (const char *verb, GError **error)
{
  g_autofree char *group = list_group (verb);

  if (group != NULL)
    fotactl_usage_error (error, "%s what?  There are %s", verb, group);
  else
    fotactl_usage_error (error, "there is no verb “%s”; fotactl --help lists them", verb);
}

/* Options before the verb, or no verb at all. */
static FotactlExit
run_without_verb (char **words, const char *verb, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, common, NULL);
  if (verb != NULL)
    refuse_verb (verb, error);
  else if (!g_option_context_parse_strv (context, &words, error))
    return FOTACTL_USAGE;
  else if (help)
    print_overview ();
  else if (version)
    printf ("fotactl " FOTAD_VERSION "\n");
  else
    fotactl_usage_error (error, "which verb?  fotactl --help lists them");
  return FOTACTL_SUCCEEDED;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) copy = g_strdupv (argv);
  char **words = find_words (argc, argv);
  const FotactlVerb *verb;
  FotactlExit status;
  guint used;

  setlocale (LC_ALL, "");
  verb = fotactl_verb_find (words, &used);
  status = verb != NULL ? run (verb, used, copy, &error) : run_without_verb (copy, *words, &error);
  if (error == NULL)
    return status;
  fotactl_error_print (error, json || g_strv_contains ((const char *const *) argv, "--json"));
  return fotactl_error_exit (error);
}
