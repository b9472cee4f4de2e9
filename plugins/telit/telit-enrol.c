/*
 * The route "enrol": registration with Telit's service, PFM 3.2.1, 4.2.1, 5.2.1.  Said again it
 * forces the registration, which is the way out of PFM 7, a SIM that was in another module.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "telit.h"

#define BY_SMS "protocol=sms"
#define BY_BOTH "protocol=combined"
#define BY_IP "protocol=ip"
#define ON_IP "protocol!=sms protocol!=off"

const FotadParameter telit_enrol_parameters[] = {
  { "protocol", "s", "sms|combined|ip|off", TRUE, FALSE,
    "how the module talks with the service; \"off\": no registration when the SIM changes" },
  { "number", "s", "\\+?[0-9]{3,20}", FALSE, FALSE,
    "sms: the service's phone number, in international format" },
  { "server", "s", "[A-Za-z0-9.:-]{1,100}", FALSE, FALSE, "combined, ip: the service's address" },
  { "server-port", "u", "[1-9][0-9]{0,4}", FALSE, FALSE, "combined, ip: and its port" },
  { "apn", "s", "[A-Za-z0-9._-]{1,100}", FALSE, FALSE, "combined, ip: access point" },
  { "user", "s", NULL, FALSE, FALSE, "combined, ip: user at the access point" },
  { "password", "s", NULL, FALSE, TRUE, "combined, ip: and the password" },
  { "bearer", "u", "[0-9]{1,2}", FALSE, FALSE, "combined, ip: bearer; 2, GPRS, when not given" },
  { "own-number", "s", "\\+?[0-9]{3,20}", FALSE, FALSE, "combined, ip: the SIM's phone number" },
  { "rate", "u", "[1-9][0-9]{3,6}", FALSE, FALSE,
    "fixes the UART's speed, in bit/s, when the module detects it by itself" },
  { NULL },
};

/* PFM 4.1.1 and 5.1.1. */
#define TOO_OLD(row_name, mode, from_10, words)                                                    \
  {                                                                                                \
    .phase = FOTAD_PHASE_PREPARE, .name = row_name, .when = mode, .command = "AT+CGMR",            \
    .reply = TELIT_NEW_ENOUGH (from_10), .timeout_s = 5, .tries = 1,                               \
    .failure = FOTAD_FAILURE_UNSUPPORTED,                                                          \
    .text = "The firmware is too old for this protocol: " words                                    \
            ", 12.00.xx2, 13.00.xx2 or 16.00.xx2 is needed"                                        \
  }

const FotadStep telit_enrol[] = {
  REFUSE ("sms-number", BY_SMS " !number", ARGUMENT, "Protocol sms needs the service's number"),
  REFUSE ("combined-server", BY_BOTH " !server", ARGUMENT, "Protocol combined needs the server"),
  REFUSE (
      "combined-port", BY_BOTH " !server_port", ARGUMENT, "Protocol combined needs server-port"),
  REFUSE ("combined-apn", BY_BOTH " !apn", ARGUMENT, "Protocol combined needs the apn"),
  REFUSE ("ip-server", BY_IP " !server", ARGUMENT, "Protocol ip needs the server"),
  REFUSE ("ip-port", BY_IP " !server_port", ARGUMENT, "Protocol ip needs server-port"),
  REFUSE ("ip-apn", BY_IP " !apn", ARGUMENT, "Protocol ip needs the apn"),

  TELIT_READ_VERSION,

  TELIT_READY,
  { .phase = FOTAD_PHASE_PREPARE,
    .name = "read-imsi",
    .command = "AT+CIMI",
    .reply = "^(?<imsi>\\d{6,15})\\s*$",
    .timeout_s = 5,
    .tries = 3 },
  TOO_OLD ("check-combined-firmware", BY_BOTH, "3", "10.00.xx3"),
  TOO_OLD ("check-ip-firmware", BY_IP, "4", "10.00.xx4"),
  TELIT_LINES,

  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "fix-rate",
    .when = "rate port=uart",
    .command = TELIT_SET_RATE ("${rate:number}"),
    .timeout_s = 10,
    .tries = 1 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "forget",
    .when = "protocol=off",
    .command = "AT#OTASNAP=\"\"",
    .timeout_s = 20,
    .tries = 2 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "register-by-sms",
    .when = BY_SMS " number",
    .command = "AT#OTASNAP=${number}",
    .until = "registered",
    .sets = "enrolled_imsi=${imsi:raw}",
    .timeout_s = 600,
    .reply_s = 60,
    .tries = 2,
    .weight = 1,
    .failure = FOTAD_FAILURE_SERVER,
    .text = "The service did not acknowledge the registration; the module sends it again at every "
            "power-on" },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "set-bearer",
    .when = ON_IP " apn",
    .command = "AT#OTASNAPIPCFG=${bearer:number|2},${apn}[,${user},${password|}]",
    .timeout_s = 20,
    .tries = 2 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "store-server",
    .when = BY_IP " server server_port",
    .command = "AT#OTAIPCFG=${server_port:number},${server}",
    .timeout_s = 20,
    .tries = 2 },
  { .phase = FOTAD_PHASE_TRANSFER,
    .name = "register-by-ip",
    .when = ON_IP " server server_port",
    .command = "AT#OTASNAPIP=${server_port:number},${server}[,${own_number}]",
    .until = "registered",
    .sets = "enrolled_imsi=${imsi:raw}",
    .timeout_s = 300,
    .reply_s = 60,
    .tries = 2,
    .weight = 1,
    .failure = FOTAD_FAILURE_SERVER,
    .text = "The service did not acknowledge the registration" },

  TELIT_RESTORE_LINES,
  { 0 },
};

/* PFM 7: another SIM than the one that was registered, as far as we know. */
const FotadStep telit_status[] = {
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-imsi",
    .command = "AT+CIMI",
    .reply = "^(?<imsi>\\d{6,15})\\s*$",
    .timeout_s = 5,
    .tries = 2,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "compare-imsi",
    .when = "imsi enrolled_imsi",
    .command = "AT+CIMI",
    .reply = "^${enrolled_imsi}\\s*$",
    .sets = "sim_same=yes",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "note-sim-change",
    .when = "imsi enrolled_imsi !sim_same",
    .command = "AT",
    .sets = "sim_changed=yes",
    .timeout_s = 5,
    .tries = 1 },
  { .phase = FOTAD_PHASE_IDENTIFY,
    .name = "read-session",
    .command = "AT#OTAIPUPD?",
    .reply = "^#OTAIPUPD:\\s*(?<update_running>[01])",
    .timeout_s = 5,
    .tries = 1,
    .flags = FOTAD_STEP_OPTIONAL },
  { 0 },
};
