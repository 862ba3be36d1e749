// "Trigger build" on activities about a job, as a script for the original is written (docs/inline-actions.md).
(function () {
    var REL = 'http://streams.atlassian.com/syndication/build-trigger';

    function trigger(e) {
        var feedItem = e.data.feedItem,
            target = AJS.$(e.target),
            activityItem = target.closest('div.activity-item'),
            url = ActivityStreams.InlineActions.proxy(feedItem.links[REL], feedItem);

        e.preventDefault();
        target.trigger('beginInlineAction');
        AJS.$.ajax({
            type: 'POST',
            url: url,
            global: false,
            success: function () {
                target.siblings('.activity-item-build-trigger-label').removeClass('hidden');
                target.addClass('hidden');
                ActivityStreams.InlineActions.statusMessage(activityItem, ActivityStreams.i18n.get('sample.build.done'), 'info');
            },
            error: function (request) {
                var key = request.status === 401 ? 'sample.build.unauthorized' : 'sample.build.failed';
                ActivityStreams.InlineActions.statusMessage(activityItem, ActivityStreams.i18n.get(key), 'error');
            },
            complete: function () {
                target.trigger('completeInlineAction');
            }
        });
    }

    function build(feedItem) {
        if (!feedItem.links[REL]) {
            return null;
        }
        var label = ActivityStreams.i18n.get('sample.build.trigger');
        return AJS.$('<a href="#" class="activity-item-build-trigger-link"></a>')
            .text(label)
            .bind('click', { feedItem: feedItem }, trigger)
            .add(AJS.$('<span class="activity-item-build-trigger-label hidden"></span>').text(label));
    }

    ActivityStreams.registerAction('job', build, 5);
})();
