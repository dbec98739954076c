"""The numeric replies: one table of codes, names, words and specifications."""

from dataclasses import dataclass

DEFS = "https://defs.ircdocs.horse/defs/numerics.html#"
RFC2812 = "https://www.rfc-editor.org/rfc/rfc2812#section-"

NUMERICS: dict[str, "Numeric"] = {}
"""All numerics by name."""


@dataclass(frozen=True, slots=True)
class Numeric:
    """A numeric reply. `words` end it, when it has words of its own; else its last parameter is free text (`free`)
    or not. `about` tells whether it names what it is about."""

    code: str
    name: str
    words: str | None = None
    free: bool = True
    about: bool = True
    source: str = ""

    def __post_init__(self) -> None:
        NUMERICS[self.name] = self

    @property
    def spec(self) -> str:
        """The address of its specification: modern.ircdocs.horse, unless it has another."""
        return self.source or f"https://modern.ircdocs.horse/#{self.name.lower().replace('_', '')}-{self.code}"


RPL_WELCOME = Numeric("001", "RPL_WELCOME")
RPL_YOURHOST = Numeric("002", "RPL_YOURHOST")
RPL_CREATED = Numeric("003", "RPL_CREATED")
RPL_MYINFO = Numeric("004", "RPL_MYINFO", free=False)
RPL_ISUPPORT = Numeric("005", "RPL_ISUPPORT", "are supported by this server")
RPL_MAP = Numeric("015", "RPL_MAP", source=f"{DEFS}rpl-map-015")
RPL_MAPEND = Numeric("017", "RPL_MAPEND", "End of /MAP", source=f"{DEFS}rpl-mapend-017")
RPL_STATSLINKINFO = Numeric("211", "RPL_STATSLINKINFO", free=False, source=f"{RFC2812}5.1")
RPL_STATSCOMMANDS = Numeric("212", "RPL_STATSCOMMANDS", free=False)
RPL_ENDOFSTATS = Numeric("219", "RPL_ENDOFSTATS", "End of /STATS report")
RPL_UMODEIS = Numeric("221", "RPL_UMODEIS", free=False)
RPL_RULES = Numeric("232", "RPL_RULES", source=f"{DEFS}rpl-rules-232")
RPL_STATSUPTIME = Numeric("242", "RPL_STATSUPTIME")
RPL_STATSOLINE = Numeric("243", "RPL_STATSOLINE", free=False, source=f"{RFC2812}5.1")
RPL_LUSERCLIENT = Numeric("251", "RPL_LUSERCLIENT")
RPL_LUSEROP = Numeric("252", "RPL_LUSEROP", "operator(s) online")
RPL_LUSERUNKNOWN = Numeric("253", "RPL_LUSERUNKNOWN", "unknown connection(s)")
RPL_LUSERCHANNELS = Numeric("254", "RPL_LUSERCHANNELS", "channels formed")
RPL_LUSERME = Numeric("255", "RPL_LUSERME")
RPL_ADMINME = Numeric("256", "RPL_ADMINME", "Administrative info")
RPL_ADMINLOC1 = Numeric("257", "RPL_ADMINLOC1")
RPL_ADMINLOC2 = Numeric("258", "RPL_ADMINLOC2")
RPL_ADMINEMAIL = Numeric("259", "RPL_ADMINEMAIL")
RPL_TRYAGAIN = Numeric("263", "RPL_TRYAGAIN", "Please wait a while and try again.")
RPL_LOCALUSERS = Numeric("265", "RPL_LOCALUSERS")
RPL_GLOBALUSERS = Numeric("266", "RPL_GLOBALUSERS")
RPL_SILELIST = Numeric("271", "RPL_SILELIST", free=False, source=f"{DEFS}rpl-silelist-271")
RPL_ENDOFSILELIST = Numeric("272", "RPL_ENDOFSILELIST", "End of silence list", source=f"{DEFS}rpl-endofsilelist-272")
RPL_AWAY = Numeric("301", "RPL_AWAY")
RPL_USERHOST = Numeric("302", "RPL_USERHOST")
RPL_ISON = Numeric("303", "RPL_ISON", source=f"{RFC2812}4.9")
RPL_UNAWAY = Numeric("305", "RPL_UNAWAY", "You are no longer marked as being away")
RPL_NOWAWAY = Numeric("306", "RPL_NOWAWAY", "You have been marked as being away")
RPL_RULESTART = Numeric("308", "RPL_RULESTART", source=f"{DEFS}rpl-rulesstart-308")
RPL_ENDOFRULES = Numeric("309", "RPL_ENDOFRULES", "End of RULES command", source=f"{DEFS}rpl-endofrules-309")
RPL_WHOISUSER = Numeric("311", "RPL_WHOISUSER")
RPL_WHOISSERVER = Numeric("312", "RPL_WHOISSERVER")
RPL_WHOISOPERATOR = Numeric("313", "RPL_WHOISOPERATOR")
RPL_WHOWASUSER = Numeric("314", "RPL_WHOWASUSER")
RPL_ENDOFWHO = Numeric("315", "RPL_ENDOFWHO", "End of WHO list")
RPL_WHOISIDLE = Numeric("317", "RPL_WHOISIDLE", "seconds idle, signon time")
RPL_ENDOFWHOIS = Numeric("318", "RPL_ENDOFWHOIS", "End of /WHOIS list")
RPL_WHOISCHANNELS = Numeric("319", "RPL_WHOISCHANNELS")
RPL_WHOISSPECIAL = Numeric("320", "RPL_WHOISSPECIAL")
RPL_LISTSTART = Numeric("321", "RPL_LISTSTART", "Users  Name")
RPL_LIST = Numeric("322", "RPL_LIST")
RPL_LISTEND = Numeric("323", "RPL_LISTEND", "End of /LIST")
RPL_CHANNELMODEIS = Numeric("324", "RPL_CHANNELMODEIS", free=False)
RPL_CREATIONTIME = Numeric("329", "RPL_CREATIONTIME", free=False)
RPL_NOTOPIC = Numeric("331", "RPL_NOTOPIC", "No topic is set")
RPL_TOPIC = Numeric("332", "RPL_TOPIC")
RPL_TOPICWHOTIME = Numeric("333", "RPL_TOPICWHOTIME", free=False)
RPL_WHOISBOT = Numeric(
    "335", "RPL_WHOISBOT", "is a bot", source="https://ircv3.net/specs/extensions/bot-mode#the-rpl_whoisbot-335-numeric"
)
RPL_INVITELIST = Numeric(
    "336", "RPL_INVITELIST", free=False, source="https://defs.ircdocs.horse/defs/numerics.html#rpl-invitelist-336"
)
RPL_ENDOFINVITELIST = Numeric(
    "337",
    "RPL_ENDOFINVITELIST",
    "End of INVITE list",
    source="https://defs.ircdocs.horse/defs/numerics.html#rpl-endofinvitelist-337",
)
RPL_WHOISACTUALLY = Numeric("338", "RPL_WHOISACTUALLY", "Is actually using host")
RPL_USERIP = Numeric("340", "RPL_USERIP", source=f"{DEFS}rpl-userip-340")
RPL_INVITING = Numeric("341", "RPL_INVITING", free=False)
RPL_INVEXLIST = Numeric("346", "RPL_INVEXLIST", free=False)
RPL_ENDOFINVEXLIST = Numeric("347", "RPL_ENDOFINVEXLIST", "End of channel invite exception list")
RPL_EXCEPTLIST = Numeric("348", "RPL_EXCEPTLIST", free=False)
RPL_ENDOFEXCEPTLIST = Numeric("349", "RPL_ENDOFEXCEPTLIST", "End of channel exception list")
RPL_WHOISGATEWAY = Numeric("350", "RPL_WHOISGATEWAY", source=f"{DEFS}rpl-whoisgateway-350")
RPL_VERSION = Numeric("351", "RPL_VERSION")
RPL_WHOREPLY = Numeric("352", "RPL_WHOREPLY")
RPL_NAMREPLY = Numeric("353", "RPL_NAMREPLY")
RPL_WHOSPCRPL = Numeric(
    "354", "RPL_WHOSPCRPL", source="https://ircv3.net/specs/extensions/whox#rpl_whospcrpl-354-numeric-reply"
)
RPL_LINKS = Numeric("364", "RPL_LINKS")
RPL_ENDOFLINKS = Numeric("365", "RPL_ENDOFLINKS", "End of /LINKS list")
RPL_ENDOFNAMES = Numeric("366", "RPL_ENDOFNAMES", "End of NAMES list")
RPL_BANLIST = Numeric("367", "RPL_BANLIST", free=False)
RPL_ENDOFBANLIST = Numeric("368", "RPL_ENDOFBANLIST", "End of channel ban list")
RPL_ENDOFWHOWAS = Numeric("369", "RPL_ENDOFWHOWAS", "End of WHOWAS")
RPL_INFO = Numeric("371", "RPL_INFO")
RPL_MOTD = Numeric("372", "RPL_MOTD")
RPL_ENDOFINFO = Numeric("374", "RPL_ENDOFINFO", "End of INFO list")
RPL_MOTDSTART = Numeric("375", "RPL_MOTDSTART")
RPL_ENDOFMOTD = Numeric("376", "RPL_ENDOFMOTD", "End of MOTD command")
RPL_WHOISHOST = Numeric("378", "RPL_WHOISHOST")
RPL_WHOISMODES = Numeric("379", "RPL_WHOISMODES")
RPL_YOUREOPER = Numeric("381", "RPL_YOUREOPER", "You are now an IRC operator", about=False)
RPL_REHASHING = Numeric("382", "RPL_REHASHING", "Rehashing")
RPL_TIME = Numeric("391", "RPL_TIME")
RPL_VISIBLEHOST = Numeric(
    "396",
    "RPL_VISIBLEHOST",
    "is now your displayed host",
    source="https://defs.ircdocs.horse/defs/numerics.html#rpl-visiblehost-396",
)
ERR_UNKNOWNERROR = Numeric("400", "ERR_UNKNOWNERROR", "Internal error; it has been logged")
ERR_NOSUCHNICK = Numeric("401", "ERR_NOSUCHNICK", "No such nick/channel")
ERR_NOSUCHSERVER = Numeric("402", "ERR_NOSUCHSERVER", "No such server")
ERR_NOSUCHCHANNEL = Numeric("403", "ERR_NOSUCHCHANNEL", "No such channel")
ERR_CANNOTSENDTOCHAN = Numeric("404", "ERR_CANNOTSENDTOCHAN", "Cannot send to channel")
ERR_TOOMANYCHANNELS = Numeric("405", "ERR_TOOMANYCHANNELS", "You have joined too many channels")
ERR_WASNOSUCHNICK = Numeric("406", "ERR_WASNOSUCHNICK", "There was no such nickname")
ERR_TOOMANYTARGETS = Numeric(
    "407", "ERR_TOOMANYTARGETS", "Too many targets", source="https://www.rfc-editor.org/rfc/rfc2812#section-5.2"
)
ERR_NOORIGIN = Numeric("409", "ERR_NOORIGIN", "No origin specified")
ERR_INVALIDCAPCMD = Numeric(
    "410",
    "ERR_INVALIDCAPCMD",
    "Invalid CAP command",
    source="https://ircv3.net/specs/extensions/capability-negotiation",
)
ERR_NORECIPIENT = Numeric("411", "ERR_NORECIPIENT")
ERR_NOTEXTTOSEND = Numeric("412", "ERR_NOTEXTTOSEND", "No text to send", about=False)
ERR_INPUTTOOLONG = Numeric("417", "ERR_INPUTTOOLONG", "Input line was too long", about=False)
ERR_UNKNOWNCOMMAND = Numeric("421", "ERR_UNKNOWNCOMMAND", "Unknown command")
ERR_NOMOTD = Numeric("422", "ERR_NOMOTD", "MOTD File is missing")
ERR_NOADMININFO = Numeric("423", "ERR_NOADMININFO", "No administrative info available", source=f"{RFC2812}5.2")
ERR_NONICKNAMEGIVEN = Numeric("431", "ERR_NONICKNAMEGIVEN", "No nickname given", about=False)
ERR_ERRONEUSNICKNAME = Numeric("432", "ERR_ERRONEUSNICKNAME", "Erroneous nickname")
ERR_NICKNAMEINUSE = Numeric("433", "ERR_NICKNAMEINUSE", "Nickname is already in use")
ERR_NORULES = Numeric("434", "ERR_NORULES", "RULES File is missing", source=f"{DEFS}err-norules-434")
ERR_USERNOTINCHANNEL = Numeric("441", "ERR_USERNOTINCHANNEL", "They aren't on that channel")
ERR_NOTONCHANNEL = Numeric("442", "ERR_NOTONCHANNEL", "You're not on that channel")
ERR_USERONCHANNEL = Numeric("443", "ERR_USERONCHANNEL", "is already on channel")
ERR_SUMMONDISABLED = Numeric("445", "ERR_SUMMONDISABLED", "SUMMON has been disabled", source=f"{RFC2812}4.5")
ERR_USERSDISABLED = Numeric("446", "ERR_USERSDISABLED", "USERS has been disabled", source=f"{RFC2812}4.6")
ERR_NOTREGISTERED = Numeric("451", "ERR_NOTREGISTERED", "You have not registered")
ERR_NEEDMOREPARAMS = Numeric("461", "ERR_NEEDMOREPARAMS", "Not enough parameters")
ERR_ALREADYREGISTERED = Numeric("462", "ERR_ALREADYREGISTERED", "You may not reregister")
ERR_PASSWDMISMATCH = Numeric("464", "ERR_PASSWDMISMATCH", "Password incorrect", about=False)
ERR_YOUREBANNEDCREEP = Numeric("465", "ERR_YOUREBANNEDCREEP", "You are banned from this server", about=False)
ERR_LINKCHANNEL = Numeric(
    "470",
    "ERR_LINKCHANNEL",
    "Forwarding to another channel",
    source="https://defs.ircdocs.horse/defs/numerics.html#err-linkchannel-470",
)
ERR_CHANNELISFULL = Numeric("471", "ERR_CHANNELISFULL", "Cannot join channel (+l)")
ERR_UNKNOWNMODE = Numeric("472", "ERR_UNKNOWNMODE", "is unknown mode char to me")
ERR_INVITEONLYCHAN = Numeric("473", "ERR_INVITEONLYCHAN", "Cannot join channel (+i)")
ERR_BANNEDFROMCHAN = Numeric("474", "ERR_BANNEDFROMCHAN", "Cannot join channel (+b)")
ERR_BADCHANNELKEY = Numeric("475", "ERR_BADCHANNELKEY", "Cannot join channel (+k)")
ERR_BADCHANMASK = Numeric("476", "ERR_BADCHANMASK", "Bad channel name")
ERR_NEEDREGGEDNICK = Numeric(
    "477",
    "ERR_NEEDREGGEDNICK",
    "This channel is for those who are logged in to an account",
    source="https://defs.ircdocs.horse/defs/numerics.html#err-needreggednick-477",
)
ERR_BANLISTFULL = Numeric(
    "478",
    "ERR_BANLISTFULL",
    "The lists of this channel are full",
    source="https://www.rfc-editor.org/rfc/rfc2812#section-5.2",
)
ERR_NOPRIVILEGES = Numeric("481", "ERR_NOPRIVILEGES", "Permission Denied- You're not an IRC operator", about=False)
ERR_CHANOPRIVSNEEDED = Numeric("482", "ERR_CHANOPRIVSNEEDED", "You're not channel operator")
ERR_CANTKILLSERVER = Numeric("483", "ERR_CANTKILLSERVER", "You cannot kill a server", about=False)
ERR_NOOPERHOST = Numeric("491", "ERR_NOOPERHOST", "No O-lines for your host", about=False)
ERR_UMODEUNKNOWNFLAG = Numeric("501", "ERR_UMODEUNKNOWNFLAG", "Unknown MODE flag", about=False)
ERR_USERSDONTMATCH = Numeric("502", "ERR_USERSDONTMATCH", "Cannot change mode for other users", about=False)
ERR_SILELISTFULL = Numeric("511", "ERR_SILELISTFULL", "Your silence list is full", source=f"{DEFS}err-silelistfull-511")
ERR_LISTSYNTAX = Numeric(
    "521", "ERR_LISTSYNTAX", "Bad list syntax: what follows < or > is a number", source=f"{DEFS}err-listsyntax-521"
)
ERR_HELPNOTFOUND = Numeric("524", "ERR_HELPNOTFOUND", "No help available on this topic")
ERR_CANTSENDTOUSER = Numeric(
    "531", "ERR_CANTSENDTOUSER", "They take no messages", source=f"{DEFS}err-cantsendtouser-531"
)
RPL_WHOISSECURE = Numeric("671", "RPL_WHOISSECURE", "is using a secure connection")
ERR_INVALIDMODEPARAM = Numeric("696", "ERR_INVALIDMODEPARAM", "This mode needs a valid parameter")
RPL_HELPSTART = Numeric("704", "RPL_HELPSTART")
RPL_HELPTXT = Numeric("705", "RPL_HELPTXT")
RPL_ENDOFHELP = Numeric("706", "RPL_ENDOFHELP")
ERR_NOPRIVS = Numeric("723", "ERR_NOPRIVS", "Insufficient oper privileges.")

_MONITOR = "https://ircv3.net/specs/extensions/monitor#numeric-replies"
RPL_MONONLINE = Numeric("730", "RPL_MONONLINE", source=_MONITOR)
RPL_MONOFFLINE = Numeric("731", "RPL_MONOFFLINE", source=_MONITOR)
RPL_MONLIST = Numeric("732", "RPL_MONLIST", source=_MONITOR)
RPL_ENDOFMONLIST = Numeric("733", "RPL_ENDOFMONLIST", "End of MONITOR list", source=_MONITOR)
ERR_MONLISTFULL = Numeric("734", "ERR_MONLISTFULL", "Monitor list is full.", source=_MONITOR)
