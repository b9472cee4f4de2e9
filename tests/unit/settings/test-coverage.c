/*
 * Every setting the vendors' documents name is in its family's catalogue: AN17 table 3, PFM table
 * 9.1 and what it does not keep, and the NV catalogues of the others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-catalogue.h"

#include <string.h>

typedef struct {
  const char *file;
  const char *kept;  /* commands that an update keeps, with blanks between */
  const char *write; /* that are written back */
  const char *only;  /* that are only read */
} Family;

static const Family families[] = {
  { "cinterion/exs82.settings", "",
    "^SCFG=\"GPRS/AutoAttach\" ^SCFG=\"GPRS/MTU/Mode\" ^SCFG=\"GPRS/MTU/Size\""
    " ^SCFG=\"Ident/Manufacturer\" ^SCFG=\"Ident/Product\" ^SCFG=\"MEopMode/RscMgmt/Rrc\""
    " ^SCFG=\"MEopMode/SRPOM\" ^SCFG=\"Radio/Band/2G\" ^SCFG=\"Radio/Band/CatM\""
    " ^SCFG=\"Radio/Band/CatNB\" ^SCFG=\"Radio/Suspend\" ^SCFG=\"Security/GEA\" +CEDRXS ^SEDRXS"
    " ^SXRAT +CCIOTOPT ^SSDA +CEMODE +CGDCONT +CGSMS ^SGAPN ^SGAUTH ^SGCONF",
    "" },
  /* #SKTSAV and #SKTRST are actions */
  { "telit/xe910.settings",
    "#ESCRIPT #STARTMODESCR #CMUXSCR #BND #AUTOBND #ENS #SMSMODE #SELINT #COPSMODE #ENHSIM +COPS"
    " #SMSATRUNCFG #SMSATWL #TCPATRUNCFG #TCPATRUNFRWL #TCPATRUNAUTH +CGDCONT #GSMCONT #DNS"
    " #SGACTCFG #SCFG #SCFGEXT +IPR #STIA #PORTCFG +WS46 #ENAEVMONI #ENAEVMONICFG #EVMONI",
    "+CMEE +CREG +CGREG +CNMI +CMGF +CSMP #AUTOATT +CGCLASS #OTASUAN #USERID #EADDR #FTPTO"
    " #SLED #GPIO #TEMPMON #PSNT #NITZ #CODEC &K &D &C E",
    "" },
  { "hl78/hl78xx.settings", "",
    "+KBNDCFG +KSRAT +KSELACQ +KCARRIERCFG +WS46 +CGDCONT +WPPP +CEDRXS +CPSMS +KSLEEP +KSREP"
    " +KHWIOCFG +IPR +IFC &K +KSIMDET +KSIMSEL +KUSBCOMP +KNWSCANCFG +KTEMPMON +KIPOPT +WDSI"
    " +WDSC +WDSS E +CMEE",
    "+KTCPCFG +KUDPCFG +KMQTTCFG +KCERTSTORE &V +NVBU" },
  { "sequans/gm01q.settings", "+SQNFOTACFG +SQNMODEACTIVE",
    "+SQNCTM +SQNBANDSEL +SQNAUTOCONNECT +SQNEDRX +CPSMS +CGDCONT +CGAUTH +SQNIPSCFG +SQNPSCFG"
    " +SQNSPCFG +SQNRICFG +IPR &K +CEREG +CMEE +CEDRXS",
    "" },
  { "quectel/bg95.settings", "",
    "+QCFG=\"band\" +QCFG=\"nwscanmode\" +QCFG=\"nwscanseq\" +QCFG=\"iotopmode\""
    " +QCFG=\"servicedomain\" +QCFG=${name} +CGDCONT +QICSGP +QCFGEXT=\"fota_apn\" +CPSMS +CEDRXS"
    " +COPS +IPR +QURCCFG=\"urcport\" +QSIMDET E +CMEE +QSSLCFG",
    "+QPSMS +QFLST" },
};

static const FotadSetting *
find_command (FotadCatalogue *catalogue, const char *name, gboolean write)
{
  GPtrArray *settings = fotad_catalogue_settings (catalogue);
  g_autofree char *start = g_strconcat ("AT", name, NULL);

  for (guint i = 0; i < settings->len; i++) {
    const FotadSetting *setting = settings->pdata[i];
    const char *command = write ? setting->write : setting->write == NULL ? setting->read : NULL;

    if (command != NULL && g_str_has_prefix (command, start) &&
        strchr ("=?$,", command[strlen (start)]) != NULL)
      return setting;
  }
  return NULL;
}

static void
check_words (FotadCatalogue *catalogue, const char *words, gboolean write, gboolean kept)
{
  g_auto (GStrv) names = g_strsplit (words, " ", -1);

  for (guint i = 0; names[i] != NULL; i++) {
    const FotadSetting *setting;

    if (*names[i] == '\0')
      continue;
    g_test_message ("%s", names[i]);
    setting = find_command (catalogue, names[i], write);
    g_assert_nonnull (setting);
    g_assert_cmpint (setting->kept, ==, kept);
    g_assert_cmpint (setting->write != NULL, ==, write);
  }
}

static FotadCatalogue *
load (const char *file)
{
  g_autofree char *path = g_build_filename (g_getenv ("FOTAD_DATA_DIR"), file, NULL);
  g_autoptr (GError) error = NULL;
  FotadCatalogue *catalogue = fotad_catalogue_load (path, NULL, &error);

  g_assert_no_error (error);
  return catalogue;
}

static void
test_family (gconstpointer data)
{
  const Family *family = data;
  g_autoptr (FotadCatalogue) catalogue = load (family->file);

  check_words (catalogue, family->kept, TRUE, TRUE);
  check_words (catalogue, family->write, TRUE, FALSE);
  check_words (catalogue, family->only, FALSE, FALSE);
}

/* What would lock a modem out or spoil its calibration is in none of them. */
static void
test_never (void)
{
  static const char *const words[] = { "+SMCW", "#SKTRST", "FACTORYRESET", "+CPWD",
                                       "+CLCK", "^SFDL",   "bandrestore",  "&F" };

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autoptr (FotadCatalogue) catalogue = load (families[i].file);
    GPtrArray *settings = fotad_catalogue_settings (catalogue);

    for (guint k = 0; k < settings->len; k++)
      for (gsize w = 0; w < G_N_ELEMENTS (words); w++) {
        const FotadSetting *setting = settings->pdata[k];

        g_assert_true (setting->write == NULL || strstr (setting->write, words[w]) == NULL);
      }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autofree char *path = g_strconcat ("/settings/coverage/", families[i].file, NULL);

    g_test_add_data_func (path, &families[i], test_family);
  }
  g_test_add_func ("/settings/coverage/never", test_never);
  return g_test_run ();
}
