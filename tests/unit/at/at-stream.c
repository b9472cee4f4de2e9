/*
 * The captured talk: transcripts, spellings and faults of the vendors' notes and of the field.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at-stream.h"

const AtStream at_streams[] = {
  { "echo off", "\r\n+CSQ: 18,99\r\n\r\nOK\r\n", -1, "line +CSQ: 18,99\nok\n" },
  { "echo on", "AT+CSQ\r\r\n+CSQ: 18,99\r\n\r\nOK\r\n", -1, "line AT+CSQ\nline +CSQ: 18,99\nok\n" },
  { "CR only", "\r+CSQ: 18,99\rOK\r", -1, "line +CSQ: 18,99\nok\n" },
  { "LF only", "+CSQ: 18,99\nOK\n", -1, "line +CSQ: 18,99\nok\n" },
  { "doubled ends", "\r\r\n\r\r\n+CSQ: 18,99\r\r\n\n\nOK\r\r\n", -1, "line +CSQ: 18,99\nok\n" },
  { "CR in front of LF's end", "\n\rOK\n\r", -1, "ok\n" },
  { "blanks around", "  OK  \r\n\tERROR\r\n   \r\n", -1, "ok\nerror\n" },
  { "NUL and flow control inside", "\0\0\r\nO\0K\x11\r\n\x13\0RDY\r\n", 17, "ok\nline RDY\n" },
  { "garbage", "\xff\xfe\x80ZZ\x1b\x7f\r\nOK\r\n", -1, "line \\xff\\xfe\\x80ZZ\\x1b\\x7f\nok\n" },
  { "UTF-8 stays", "+COPS: 0,0,\"T\xc3\xbcrk\",7\r\nOK\r\n", -1,
    "line +COPS: 0,0,\"T\xc3\xbcrk\",7\nok\n" },
  { "UTF-8 torn at the line's end", "T\xc3\r\n\xbc\r\n", -1, "line T\\xc3\nline \\xbc\n" },
  { "overlong and surrogate UTF-8", "\xc0\x80\xed\xa0\x80\xf5\r\n", -1,
    "line \\xc0\\x80\\xed\\xa0\\x80\\xf5\n" },
  { "C1 control as UTF-8",
    "a\xc2\x9b"
    "b\r\n",
    -1, "line a\\xc2\\x9bb\n" },
  { "tab stays", "a\tb\r\n", -1, "line a\tb\n" },

  { "CME number", "\r\n+CME ERROR: 3\r\n", -1, "cme 3\n" },
  { "CME without blank", "\r\n+CME ERROR:591\r\n", -1, "cme 591\n" },
  { "CME words", "\r\n+CME ERROR: operation not allowed\r\n", -1, "cme operation not allowed\n" },
  { "CME SIM", "+CME ERROR: SIM not inserted\r\n", -1, "cme SIM not inserted\n" },
  { "CME number with words", "+CME ERROR: 10 SIM\r\n", -1, "cme 10 SIM\n" },
  { "CME negative", "+CME ERROR: -1\r\n", -1, "cme -1\n" },
  { "CME too large", "+CME ERROR: 99999999999999999999\r\n", -1, "cme 99999999999999999999\n" },
  { "CME nothing", "+CME ERROR:\r\n+CME ERROR\r\n", -1, "cme\ncme\n" },
  { "CME lower case", "+cme error: 100\r\n", -1, "cme 100\n" },
  { "CMS", "+CMS ERROR: 500\r\n", -1, "cms 500\n" },
  { "no CME", "+CME ERRORS: 3\r\n+CMEE: 2\r\n", -1, "line +CME ERRORS: 3\nline +CMEE: 2\n" },
  { "connect", "\r\nCONNECT\r\n\r\nCONNECT 150000000\r\n", -1, "connect\nconnect 150000000\n" },
  { "no connect", "CONNECTED\r\nCONNECTING 1\r\nconnect\r\n", -1,
    "line CONNECTED\nline CONNECTING 1\nline connect\n" },
  { "hang-ups", "NO CARRIER\r\nNO DIALTONE\r\nBUSY\r\nNO ANSWER\r\n", -1,
    "no-carrier NO CARRIER\nno-carrier NO DIALTONE\nno-carrier BUSY\nno-carrier NO ANSWER\n" },
  { "no hang-ups", "BUSY: 1\r\nNOT BUSY\r\n+WDSG: BUSY\r\nNO CARRIERS\r\n", -1,
    "line BUSY: 1\nline NOT BUSY\nline +WDSG: BUSY\nline NO CARRIERS\n" },
  { "no finals", "OKAY\r\nOK.\r\nok\r\nERROR 5\r\nERRORS\r\n", -1,
    "line OKAY\nline OK.\nline ok\nline ERROR 5\nline ERRORS\n" },
  { "prompt with a line end is a line", "> text\r\n>\r\n@\r\n", -1,
    "line > text\nline >\nline @\n" },

  /* Family A */
  { "A identity",
    "ATI1\r\r\nCinterion\r\nEXS82-W\r\nREVISION 01.100\r\nA-REVISION 01.000.14\r\n"
    "\r\nOK\r\n",
    -1,
    "line ATI1\nline Cinterion\nline EXS82-W\nline REVISION 01.100\nline A-REVISION 01.000.14\n"
    "ok\n" },
  { "A progress in all spellings",
    "^SNFOTA: \"act\",2,0,10\r\n^SNFOTA:act,2,0,20\r\n"
    "^SNFOTA: \"act\",\"2\",\"11\",\"100\"\r\n^SNFOTA:act,0,6,0\r\n^SNFOTA: \"act\",1,3\r\n",
    -1,
    "line ^SNFOTA: \"act\",2,0,10\nline ^SNFOTA:act,2,0,20\n"
    "line ^SNFOTA: \"act\",\"2\",\"11\",\"100\"\nline ^SNFOTA:act,0,6,0\n"
    "line ^SNFOTA: \"act\",1,3\n" },
  { "A install",
    "\r\nOK\r\nFOTA START\r\nChecksum OK\r\n............................\r\n"
    "                                   PHASE 1 OK!\r\n.Please Wait for PHASE 2 to complete\r\n"
    "\r\n^SYSSTART\r\n\r\n+CIEV: prov,0,\"fallb3gpp\"\r\n",
    -1,
    "ok\nline FOTA START\nline Checksum OK\nline ............................\n"
    "line PHASE 1 OK!\nline .Please Wait for PHASE 2 to complete\nline ^SYSSTART\n"
    "line +CIEV: prov,0,\"fallb3gpp\"\n" },
  { "A errors",
    "+CME ERROR: SIM PIN required\r\n+CME ERROR: operation temporary not allowed\r\n"
    "+CME ERROR: 767\r\n",
    -1, "cme SIM PIN required\ncme operation temporary not allowed\ncme 767\n" },
  { "A agent", "^SRVACT: \"MODS\",\"fwdownload\",\"progress\",\"50%\"\r\n", -1,
    "line ^SRVACT: \"MODS\",\"fwdownload\",\"progress\",\"50%\"\n" },

  /* Family B */
  { "B life",
    "#OTAEV: Registered\r\n#OTAEV: Do you want to upgrade the firmware?\r\n"
    "#OTAEV: User Answer Timeout\r\n#OTAEV: Start Fw Download\r\n#OTAEV: Fw Download Complete\r\n"
    "#OTAEV: Module Upgraded To New Fw\r\n"
    "#OTAEV: Server notified about successfull FW Upgrade\r\n#OTAEV: OTA FW Upgrade Failed\r\n",
    -1,
    "line #OTAEV: Registered\nline #OTAEV: Do you want to upgrade the firmware?\n"
    "line #OTAEV: User Answer Timeout\nline #OTAEV: Start Fw Download\n"
    "line #OTAEV: Fw Download Complete\nline #OTAEV: Module Upgraded To New Fw\n"
    "line #OTAEV: Server notified about successfull FW Upgrade\n"
    "line #OTAEV: OTA FW Upgrade Failed\n" },
  { "B version", "\r\n10.00.005\r\n\r\nOK\r\n", -1, "line 10.00.005\nok\n" },

  /* Family C */
  { "C version", "\r\nUE5.4.1.1\r\nLR5.4.1.1-57830\r\n\r\nOK\r\n", -1,
    "line UE5.4.1.1\nline LR5.4.1.1-57830\nok\n" },
  { "C states",
    "+SQNFOTA: 5,3,70\r\n+SQNFOTA: \"downloaded\"\r\n+SQNFOTA: 3,8\r\n"
    "+SQNFOTA: \"installed\",\"5.4.1.1-57830\"\r\n+SHUTDOWN\r\n+SYSSTART\r\n"
    "+SQNSUPGRADE: \"downloading\",10\r\n",
    -1,
    "line +SQNFOTA: 5,3,70\nline +SQNFOTA: \"downloaded\"\nline +SQNFOTA: 3,8\n"
    "line +SQNFOTA: \"installed\",\"5.4.1.1-57830\"\nline +SHUTDOWN\nline +SYSSTART\n"
    "line +SQNSUPGRADE: \"downloading\",10\n" },
  { "C equals sign", "+SQNDMCFG=\"standard\",\"psk\",1,\"id\",\"abcd\"\r\nOK\r\n", -1,
    "line +SQNDMCFG=\"standard\",\"psk\",1,\"id\",\"abcd\"\nok\n" },

  /* Family D */
  { "D push", "\x06\r\nOK\r\n\r\n+WDSI: 3\r\n", -1, "line \\x06\nok\nline +WDSI: 3\n" },
  { "D session",
    "+WDSI: 9,524648\r\n+WDSI: 18,100\r\n+WDSI:16\r\n+KSUP: 0\r\n"
    "+WDSG: 1,3\r\n+CME ERROR: 650\r\n",
    -1,
    "line +WDSI: 9,524648\nline +WDSI: 18,100\nline +WDSI:16\nline +KSUP: 0\n"
    "line +WDSG: 1,3\ncme 650\n" },

  /* Family E */
  { "E life",
    "\r\nOK\r\n\r\n+QIND: \"FOTA\",\"HTTPSTART\"\r\n"
    "\r\n+QIND: \"FOTA\",\"DOWNLOADING\",5%\r\n\r\n+QIND: \"FOTA\",\"DOWNLOADING\", 100\r\n"
    "\r\n+QIND: \"FOTA\",\"HTTPEND\",0\r\n\r\n+QIND: \"FOTA\",\" RESETTING\"\r\n"
    "\r\n+QIND: \"FOTA\",\"END\",511\r\n\r\nRDY\r\n\r\nAPP RDY\r\n",
    -1,
    "ok\nline +QIND: \"FOTA\",\"HTTPSTART\"\nline +QIND: \"FOTA\",\"DOWNLOADING\",5%\n"
    "line +QIND: \"FOTA\",\"DOWNLOADING\", 100\nline +QIND: \"FOTA\",\"HTTPEND\",0\n"
    "line +QIND: \"FOTA\",\" RESETTING\"\nline +QIND: \"FOTA\",\"END\",511\nline RDY\n"
    "line APP RDY\n" },
  { "E resume",
    "+QIND: \"FOTA\",\"Last upgrade was not finished,continue upgrade\"\r\n"
    "+LWM2M: \"FOTA\",\"DOWNLOADING\",\"START\"\r\n",
    -1,
    "line +QIND: \"FOTA\",\"Last upgrade was not finished,continue upgrade\"\n"
    "line +LWM2M: \"FOTA\",\"DOWNLOADING\",\"START\"\n" },
  { "E push", "\r\nCONNECT\r\n\r\n+QFOTADL: 51203,c7c5\r\n\r\nOK\r\n", -1,
    "connect\nline +QFOTADL: 51203,c7c5\nok\n" },
  { "E news inside a reply",
    "\r\nBG95M3LAR02A03_01.006.01.006\r\n"
    "+QIND: \"FOTA\",\"UPDATING\",1%\r\n\r\nOK\r\n",
    -1, "line BG95M3LAR02A03_01.006.01.006\nline +QIND: \"FOTA\",\"UPDATING\",1%\nok\n" },
  { NULL },
};
