/** The channel of a bucket: how it answers on IMG domains (guide, FAQs on using old and new versions). */
import { Button, Checkbox, Form, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { CHANNEL_SWITCHES, type Channel, removeChannel, setChannel } from '../api/channel';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { useAttempt } from '../parts/failure';
import { useTexts } from '../texts/texts';
import { Toggle } from './toggle';
import { SEPARATORS } from './urls';

export interface ChannelFormProps {
  readonly bucket: string;
  readonly channel: Channel;
}

export function ChannelForm({ bucket, channel }: ChannelFormProps) {
  const { image: text, common } = useTexts();
  const { readOnly } = useSession();
  const [chosen, setChosen] = useState(channel);
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const attempt = useAttempt();
  const picture = useId();
  const set = (change: Partial<Channel>) => setChosen((before) => ({ ...before, ...change }));
  const back = () => navigate(paths.image(bucket));
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    const done = await attempt(work, text.channelSaved);
    setBusy(false);
    if (done) back();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(() => setChannel(bucket, chosen));
  };
  return (
    <form className="panel" onSubmit={save} noValidate>
      <h2>{text.channel}</h2>
      <p className="muted">{text.channelAbout}</p>
      <Form component={false} layout="vertical">
        {CHANNEL_SWITCHES.map((name) => (
          <Toggle
            key={name}
            {...text.channelSwitches[name]}
            checked={chosen[name]}
            onChange={(checked) => set({ [name]: checked })}
          />
        ))}
        <Form.Item label={text.missingPicture} htmlFor={picture} extra={text.missingPictureAbout}>
          <Input
            id={picture}
            value={chosen.missingPicture}
            style={{ maxWidth: 480 }}
            onChange={({ target }) => set({ missingPicture: target.value })}
          />
        </Form.Item>
        <Form.Item label={text.separators} extra={text.channelSeparatorsAbout}>
          <Checkbox.Group
            aria-label={text.separators}
            options={SEPARATORS.map((value) => ({ value, label: `${value}  ${text.separatorNames[value] ?? ''}` }))}
            value={[...chosen.separators]}
            onChange={(separators: string[]) => set({ separators })}
          />
        </Form.Item>
      </Form>
      <div className="form-end">
        <Button type="primary" htmlType="submit" loading={busy} disabled={readOnly}>
          {common.ok}
        </Button>
        <Button disabled={readOnly || busy} onClick={() => run(() => removeChannel(bucket))}>
          {text.channelDefaults}
        </Button>
        <Button onClick={back}>{common.cancel}</Button>
      </div>
    </form>
  );
}
