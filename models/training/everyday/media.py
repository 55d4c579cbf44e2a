"""Music, films, photos, books, news, social media and games."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "add_to_playlist playlist_add save_song queue_in_playlist",
        "Add a song to a playlist.|Put a track on one of the user's playlists|Saves a song in a playlist",
        "track!:phrase playlist!:word singer:person",
        'Add "{track}" to my playlist {playlist}|Put the song "{track}" on the {playlist} playlist|Save "{track}" by {singer} to {playlist}'
        "|On {playlist} I want '{track}' by {singer}"
        '|Playlist {playlist}: add "{track}"'
        '|I love "{track}", keep it in the list {playlist}'
        '|Could you add {singer}\'s "{track}" to the playlist named {playlist}?'
        '|My {playlist} playlist still lacks "{track}"'
        "|Please include '{track}' from {singer} in {playlist}"
        '|Into {playlist}, the track "{track}" please|The tune by {singer} called "{track}" should go on {playlist}|"{track}" belongs on {playlist}',
        "position playlist_length",
    ),
    tool(
        "set_volume change_volume volume adjustVolume",
        "Set the volume of a device.|Make the music louder or quieter|Changes how loud a speaker plays",
        "level!:small speaker:word",
        "Set the volume to {level}|Volume {level}|Turn the {speaker} speaker to {level}"
        "|Louder please, {level}|It's too loud, go down to {level}|Make it {level} on the {speaker} speaker"
        "|On {speaker}, volume {level}|I can't hear anything! Turn it up to {level}|Change the loudness of {speaker} to {level}"
        "|The neighbours complain, no more than {level} on {speaker}|Could the {speaker} play at a volume of {level}?|{level} on the volume knob"
        "|Speaker {speaker} at {level}",
        "volume muted",
    ),
    tool(
        "song_lyrics get_lyrics find_lyrics lyrics_of",
        "Get the lyrics of a song.|Find the words of a song by title and singer|Text of a song",
        "song!:phrase singer:person",
        'What are the lyrics of "{song}"?|Lyrics for "{song}" by {singer}|Show me the words of the song "{song}"'
        "|How does the text of '{song}' go?"
        '|I want to sing along to "{song}" by {singer}'
        '|What does {singer} sing in "{song}"?'
        '|Find the lyrics {singer} wrote for "{song}"'
        '|I need the text of "{song}" for karaoke'
        "|Can you get me the words to '{song}'?"
        '|What exactly are the lyrics in {singer}\'s song "{song}"?'
        '|"{song}", lyrics please'
        '|Please look up the verses of "{song}"',
        "lyrics language year",
    ),
    tool(
        "identify_song which_song recognize_music nameThatTune",
        "Find out which song a recording is.|Recognise music from an audio file|Names the song that is playing in a recording",
        "recording!:path start_second:small",
        "Which song is {recording}?|Recognise the music in {recording}|What's playing in {recording}?"
        "|From second {start_second} on, what song is in {recording}?|Name the tune in {recording}|I recorded something in a bar, {recording}. What is it called?"
        "|Can you tell me the title of the music in {recording}, from second {start_second}?|Who sings in {recording}?|Identify the song in the file {recording}, {start_second} seconds in"
        "|Skip {start_second} seconds of {recording} and tell me what the song is|Listen to {recording} and tell me the artist|The recording {recording} has a song at {start_second} seconds that I can't name",
        "title artist confidence",
    ),
    tool(
        "download_podcast get_podcast fetch_podcast podcastDownload",
        "Download episodes of a podcast.|Get the newest podcast episodes|Saves a podcast for offline listening",
        "podcast!:proper episode_count:small save_in:folder",
        "Download the podcast {podcast}|Get me the newest {episode_count} episodes of {podcast}|Save {podcast} for the train ride in {save_in}"
        "|I want to listen to {podcast} offline|The last {episode_count} episodes of the podcast {podcast}, please|Into the folder {save_in}, download {episode_count} episodes of {podcast}"
        "|Could you fetch {podcast} for me?|I have no internet tomorrow, so load {episode_count} episodes of {podcast}|Put the show {podcast} in {save_in}"
        "|Are there new episodes of {podcast}? Download {episode_count} at most|Podcast {podcast} to {save_in}|Please have {podcast} ready on my device",
        "saved size_mb",
    ),
    tool(
        "recommend_films suggest_movie film_tips whatToWatch",
        "Recommend films.|Suggest a movie of some genre|What to watch tonight, by genre and length",
        "genre!:comedy/drama/thriller/horror/western max_minutes:count similar_to:proper",
        "Recommend a {genre}|Suggest a {genre} film|What {genre} should I watch tonight?"
        "|I'm in the mood for a {genre} like {similar_to}|A good {genre} movie, at most {max_minutes} minutes|Something similar to {similar_to}, but a {genre}"
        "|Find us a {genre} under {max_minutes} minutes|Movie night! We want a {genre}|I liked {similar_to} a lot. Which {genre} is next?"
        "|We only have {max_minutes} minutes, any {genre} for that?|Could you name a {genre} in the style of {similar_to}?|{genre} films, no longer than {max_minutes} minutes"
        "|My friends want {genre}, what do you suggest?",
        "film minutes score",
    ),
    tool(
        "cinema_showtimes movie_times film_screenings showtimes",
        "Showtimes of a film in a city.|When a movie is on in the cinema|Lists screenings of a film",
        "film!:proper city!:city evening:day",
        "When is {film} on in {city}?|Showtimes of {film} in {city}|Which cinemas in {city} show {film} on {evening}?"
        "|On {evening} I want to see {film} in {city}|Is {film} still in the cinemas of {city}?|In {city}, when does {film} start?"
        "|Find screenings of the movie {film}, city {city}, day {evening}|Where can I watch {film} near {city}?|We are in {city} on {evening}, is {film} playing?"
        "|Cinema in {city}: {film}|What time does the film {film} run in {city} on {evening}?|Please check the {city} cinemas for {film}",
        "cinema starts_at seats_left",
    ),
    tool(
        "rate_film rate_movie review_film giveStars",
        "Rate a film with stars.|Give a movie a score and a review|Stores the user's rating of a film",
        "film!:proper stars!:small review:remark",
        "Rate {film} with {stars} stars|Give {film} {stars} stars|I'd give the movie {film} a {stars}"
        '|My rating for {film}: {stars}, "{review}"|{stars} stars for {film}|We saw {film} yesterday, {stars} stars and the review "{review}"'
        '|Please rate the film {film} at {stars} and write "{review}"|"{review}", that is my opinion of {film}, so {stars} stars|Only {stars} for {film}, it was boring'
        "|A score of {stars} goes to {film}|Put {stars} stars under {film} with the comment '{review}'|Review of {film}: '{review}', stars {stars}",
        "average ratings",
    ),
    tool(
        "film_cast get_cast who_plays_in movieActors",
        "Who acts in a film.|Cast of a movie|Lists the actors and the crew of a film",
        "film!:proper job:actor/director/composer/writer",
        "Who acts in {film}?|Who is the {job} of {film}?|Show the cast of {film}"
        "|Name the {job} behind the film {film}|I'd like to know the people in {film}|What was the name of the {job} in {film}?"
        "|Which stars does the movie {film} have?|Was there a famous {job} on {film}?|Cast list for {film}"
        "|For {film}, give me the {job}|Tell me about the {job} that worked on {film}|Please find out who made {film}",
        "name born other_films",
    ),
    tool(
        "play_episode watch_episode resume_series playSeries",
        "Play an episode of a series.|Watch a season and episode of a show|Starts a TV show on a screen",
        "series!:proper season!:small episode!:small screen:word",
        "Play {series} season {season} episode {episode}|Watch episode {episode} of season {season} of {series}|Put on {series}, season {season}, episode {episode}"
        "|I stopped at episode {episode} in season {season} of {series}, go on there|Show S{season} E{episode} of {series} on the {screen} screen|On the {screen}, I'd like {series}, episode {episode}, season {season}"
        "|From season {season} of {series} please start episode {episode}|Could we see {series} on {screen}? Season {season}, episode {episode}|{season}. season of {series}, {episode}. episode"
        "|Start the series {series} at season {season}, episode {episode}, on {screen}|Episode {episode} next! It's {series}, season {season}|The {screen} TV should play season {season} episode {episode} of the show {series}",
        "playing minutes_left",
    ),
    tool(
        "record_broadcast record_show schedule_recording dvr_record",
        "Record a broadcast.|Record a TV or radio program at a time|Schedules a recording on a channel",
        "channel!:word begins_at!:clock ends_at:clock air_day:day",
        "Record {channel} at {begins_at}|Record the show on {channel} from {begins_at} until {ends_at}|At {begins_at} tape what's on {channel}"
        "|On {air_day} record channel {channel}, starting {begins_at}|I am not home, so record {channel} at {begins_at} on {air_day}|The match is on {channel} at {begins_at}, please record it"
        "|Until {ends_at}, from {begins_at}, record the broadcast on {channel}|Can you save the program on {channel} that begins at {begins_at} and ends at {ends_at}?|{begins_at} to {ends_at}, channel {channel}, record"
        "|I want to miss nothing on {channel} after {begins_at} on {air_day}|Schedule a recording: {channel}, {air_day}, {begins_at} until {ends_at}|There is a film on {channel} around {begins_at}, keep it for me",
        "recording_id free_hours",
    ),
    tool(
        "find_photos search_pictures photo_search search_photos",
        "Find photos.|Search the user's pictures by what they show|Looks for pictures of a thing, place or person",
        "showing!:thing taken_in:city with_person:person taken_on:day",
        "Find photos of a {showing}|Show me my pictures with a {showing} in {taken_in}|Do I have a photo of {with_person} and a {showing}?"
        "|Pictures of a {showing} from {taken_on}|I took a picture of a {showing} on {taken_on}, where is it?|Search for the {showing} photo with {with_person}"
        "|In {taken_in} I photographed a {showing}, find it|Which images show a {showing}?|That snapshot in {taken_in} with the {showing} and {with_person}, please"
        "|Look for a {showing} in my photos|Every picture of the {showing} taken on {taken_on} in {taken_in}|I need the one where {with_person} holds a {showing}",
        "photos first_file",
    ),
    tool(
        "resize_photo resize_image scale_image imageResize",
        "Resize a photo.|Change the width and height of an image|Scales a picture to a size in pixels",
        "photo!:path width!:count height!:count",
        "Resize {photo} to {width} by {height}|Make {photo} {width} pixels wide and {height} high|Scale {photo} to {width}x{height}"
        "|I need {photo} with a height of {height} and a width of {width}|The picture {photo} should be {height} pixels high, {width} wide|Width {width}, height {height}: resize {photo}"
        "|Shrink the photo {photo} to {width} x {height} pixels|Can you bring {photo} to {width} times {height} pixels?|The photo {photo} is too big, {width} by {height} is enough"
        "|Please change the size of the image {photo}: width {width} and height {height}|For the website {photo} must be exactly {width} wide and exactly {height} tall|Height {height}, width {width}, image {photo}",
        "file bytes",
    ),
    tool(
        "apply_filter photo_filter filter_image edit_photo",
        "Apply a filter to a photo.|Change the look of a picture|Edits an image with a filter of some strength",
        "picture!:path filter!:sepia/vintage/mono/blur strength:small",
        "Apply {filter} to {picture}|Make {picture} look {filter}|Put a {filter} filter on {picture}"
        "|I want {picture} in {filter}, strength {strength}|With strength {strength}, use {filter} on {picture}|Filter {filter} for the picture {picture}"
        "|Could you edit {picture} with the {filter} effect at {strength}?|My photo {picture} needs some {filter}|Use the {filter} filter, only {strength} percent, for {picture}"
        "|Please give {picture} a {filter} touch|{filter} on {picture}, about {strength} percent|The image {picture} would be nicer with {filter} at level {strength}",
        "file preview_url",
    ),
    tool(
        "make_album create_album new_photo_album albumCreate",
        "Create a photo album.|Makes an album from the pictures in a folder|New album, shared with somebody if wanted",
        "album!:proper pictures_from!:folder share_with:email",
        "Create an album {album} from {pictures_from}|Make a photo album named {album} with the pictures in {pictures_from}|New album {album}: everything in {pictures_from}"
        "|Put all photos of {pictures_from} in an album called {album}|From {pictures_from} please make the album {album} and share it with {share_with}|I'd like {share_with} to see an album {album} made from {pictures_from}"
        "|Collect the pictures under {pictures_from} in {album}|Can you turn the folder {pictures_from} into a photo album? Name it {album}|Share with {share_with} a new album {album}, photos from {pictures_from}"
        "|Album {album}, folder {pictures_from}, for {share_with}|Our holiday pictures lie in {pictures_from}, the album is to be {album}|An album with the name {album} for {share_with}, filled from {pictures_from}",
        "album_id pictures link",
    ),
    tool(
        "books_by_author author_books find_books bibliography",
        "List books of an author.|Find what a writer has written|Books by an author, about a subject if given",
        "author!:person subject:word published_after:day",
        "Which books did {author} write?|Books by {author}|List everything {author} has published since {published_after}"
        "|Is there a book about {subject} by {author}?|What has {author} written?|I want to read something about {subject}, author {author}"
        "|New books of {author} after {published_after}|After {published_after}, did {author} publish anything on {subject}?|Show me {author}'s novels"
        "|Any titles on {subject} from the writer {author}?|The works of {author}, please|Find {author} in the book catalogue, subject {subject}",
        "title pages year",
    ),
    tool(
        "reading_progress log_pages update_reading set_bookmark",
        "Record how far the user has read in a book.|Set a bookmark at a page|Update reading progress",
        "book!:proper page!:count read_on:day",
        "I am on page {page} of {book}|Set a bookmark in {book} at page {page}|On {read_on} I read {book} up to page {page}"
        "|Page {page} in {book}|Update my reading progress: {book}, page {page}|I've reached page {page} in the book {book} as of {read_on}"
        "|Remember that I stopped reading {book} on page {page}|Reading {book}, now at page {page}, {read_on}|In {book}, mark page {page}"
        "|I put {book} down at page {page} on {read_on}|Please save {page} as my page for {book}|Log {page} pages of {book} for {read_on}",
        "percent pages_left",
    ),
    tool(
        "read_aloud text_to_speech speak_file readOut",
        "Read a file aloud.|Text to speech|Reads a book or a text file to the user with a voice",
        "text_file!:path voice:deep/soft/bright speed_percent:count",
        "Read {text_file} aloud|Read me {text_file} with a {voice} voice|Speak the text in {text_file}"
        "|I'd like to hear {text_file}, voice {voice}|My eyes are tired. Read out {text_file} for me|At {speed_percent} percent speed, read {text_file}"
        "|Use the {voice} voice for {text_file}|Can I listen to {text_file} at {speed_percent} percent?|Turn {text_file} into speech, {voice}"
        "|Bedtime story: {text_file}, {voice}, {speed_percent} percent speed|What does {text_file} say? Read it to me|{speed_percent} percent of normal speed for {text_file}, please read aloud",
        "minutes audio_file",
    ),
    tool(
        "get_headlines latest_news news news_about",
        "Latest news headlines about a topic.|What is in the news|Headlines in a language",
        "topic!:word max_headlines:small news_language:language",
        "What's in the news about {topic}?|Latest headlines on {topic}|Give me {max_headlines} headlines about {topic}"
        "|News about {topic} in {news_language}|Has anything happened with {topic}?|In {news_language}, what are the papers writing about {topic}?"
        "|Top {max_headlines} stories on {topic}, please|I'd like the {news_language} news on the topic {topic}|Show no more than {max_headlines} articles about {topic}"
        "|What is the press saying on {topic}?|Keep me up to date on {topic}, {max_headlines} headlines in {news_language}|Any breaking news concerning {topic}?",
        "headline source published_at",
    ),
    tool(
        "publish_post create_post post_update social_post",
        "Publish a post on social media.|Share a text with one's followers|Posts an update now or at a time",
        "text!:remark audience!:everyone/friends/family publish_at:clock",
        'Post "{text}" for {audience}'
        '|Share "{text}" with {audience}'
        "|Publish '{text}' to {audience} at {publish_at}"
        '|At {publish_at} post "{text}", audience {audience}|Tell {audience} on my profile: "{text}"|I want {audience} to read "{text}" on my page'
        '|New post for {audience}: "{text}"|Let {audience} see the update "{text}" around {publish_at}|"{text}" should appear on my timeline for {audience}'
        "|Please put '{text}' online at {publish_at}, visible to {audience}"
        '|Schedule a post at {publish_at} saying "{text}" to {audience}'
        '|For {audience}, write the status "{text}"',
        "post_id likes link",
    ),
    tool(
        "follow_account follow_user subscribe_to followProfile",
        "Follow an account.|Subscribe to somebody on social media|Starts following a profile",
        "handle!:word notifications:on/off",
        "Follow {handle}|Follow the account {handle} with notifications {notifications}|I want to see what {handle} posts"
        "|Subscribe to {handle}|Please follow {handle}, notifications {notifications}|Add the profile {handle} to those I follow"
        "|Notifications {notifications} and follow {handle}|Could you subscribe me to the channel {handle}?|{notifications} with the notifications, and do follow {handle} for me"
        "|Don't let me miss anything by {handle}|My feed needs {handle}, notifications {notifications} please|Start following the user {handle}",
        "following followers",
    ),
    tool(
        "reply_to_comment answer_comment comment_reply replyComment",
        "Reply to a comment.|Answer a comment under a post|Writes a reply below somebody's comment",
        "comment_id!:code reply!:remark",
        'Reply "{reply}" to comment {comment_id}'
        '|Answer {comment_id} with "{reply}"'
        "|Under comment {comment_id} write '{reply}'"
        '|Comment {comment_id} deserves an answer: "{reply}"'
        '|My reply to {comment_id} is "{reply}"'
        "|Please respond to the comment {comment_id}: '{reply}'"
        '|"{reply}" as an answer to {comment_id}|Could you write "{reply}" below {comment_id}?|To {comment_id} I want to say "{reply}"'
        '|Somebody asked something in {comment_id}; answer "{reply}"|Post the reply "{reply}" under {comment_id}|Let the author of {comment_id} read this: "{reply}"',
        "reply_id visible",
    ),
    tool(
        "start_game new_game play_game challenge_player",
        "Start a game against a player.|Challenge somebody to a board game|New game with an opponent",
        "game!:chess/checkers/poker/dominoes opponent!:person minutes_each:small",
        "Start a game of {game} against {opponent}|I want to play {game} with {opponent}|Challenge {opponent} to {game}"
        "|New {game} game, opponent {opponent}, {minutes_each} minutes each|Let me beat {opponent} at {game}|{game} with {opponent}, please"
        "|Ask {opponent} for a round of {game}, {minutes_each} minutes per player|With {minutes_each} minutes each, set up {game} between me and {opponent}|Could {opponent} and I play {game}?"
        "|Against {opponent} I'd like {game}, no more than {minutes_each} minutes|Invite {opponent}: {game}, {minutes_each} minutes|I am bored, {game} versus {opponent}?",
        "game_id your_turn",
    ),
    tool(
        "leaderboard high_scores top_players get_leaderboard",
        "The leaderboard of a game.|High scores|Shows the best players of a game since a day",
        "game_title!:proper top:small since_day:day",
        "Show the leaderboard of {game_title}|Who is best at {game_title}?|High scores in {game_title}"
        "|The top {top} players of {game_title}|Who are the best {top} in {game_title} since {since_day}?|Since {since_day}, who leads {game_title}?"
        "|I want to see the {game_title} ranking|Give me the {top} highest scores for the game {game_title}|Who has the record in {game_title}?"
        "|List the first {top} places in {game_title} as of {since_day}|{top} best players, {game_title}|How am I doing in {game_title} compared with the others?",
        "player points rank",
    ),
    tool(
        "trade_game_item transfer_item swap_item tradeItem",
        "Hand a game item from one player to another.|Trade an item between players|Moves an item out of one inventory into another",
        "item!:thing giver!:person receiver!:person price_coins:count",
        "Trade the {item} from {giver} to {receiver}|Give {receiver} the {item} of {giver}|Move the {item} from {giver} over to {receiver}"
        "|In the shop {receiver} buys a {item} from {giver} for {price_coins} coins|For {price_coins} coins, {giver} sells the {item} to {receiver}|Please transfer a {item}: giver {giver}, receiver {receiver}"
        "|Let {receiver} have the {item} that {giver} carries|Take the {item} away from {giver} and hand it to {receiver}|I, {giver}, want {receiver} to get my {item} for {price_coins} coins"
        "|To {receiver}: one {item} from {giver}, price {price_coins}|In the game {giver} owes {receiver} a {item}|Could {receiver} get {giver}'s {item} at {price_coins} coins?",
        "trade_id accepted",
    ),
)
